//! A question and the bot's message as SVG, much as Discord shows them. Reads nothing but the message itself.

use std::fmt::Write as _;

use serde_json::Value;

use crate::measure;
use crate::rich::{self, Kind, Line, Style};

/// Colours of a theme.
pub(crate) struct Theme {
    pub(crate) name: &'static str,
    ground: &'static str,
    embed: &'static str,
    border: &'static str,
    text: &'static str,
    muted: &'static str,
    strong: &'static str,
    link: &'static str,
    button: &'static str,
}

pub(crate) const LIGHT: Theme = Theme {
    name: "light",
    ground: "#ffffff",
    embed: "#f6f7f9",
    border: "#e1e3e8",
    text: "#2e3035",
    muted: "#5c5e66",
    strong: "#060607",
    link: "#0062c4",
    button: "#e3e5ea",
};
pub(crate) const DARK: Theme = Theme {
    name: "dark",
    ground: "#313338",
    embed: "#2b2d31",
    border: "#232428",
    text: "#dbdee1",
    muted: "#a5acb5",
    strong: "#f2f3f5",
    link: "#4cb7ff",
    button: "#4e5058",
};

const WIDTH: u32 = 720;
/// Where text begins, right of the picture of who speaks.
const LEFT: u32 = 72;
const RIGHT: u32 = 696;
const PAD: u32 = 16;

/// What is drawn so far, and how far down it reaches.
struct Canvas<'t> {
    theme: &'t Theme,
    out: String,
    y: u32,
}

pub(crate) fn conversation(question: &str, message: &Value, theme: &Theme) -> String {
    let mut canvas = Canvas { theme, out: String::new(), y: 16 };
    canvas.speaker("Robin", "R", "#b4637a", false);
    canvas.paragraph(&format!("**@gutskin** {question}"), 16, LEFT, theme.text);
    canvas.y += 14;
    canvas.speaker("gutskin", "g", "#2f9e8f", true);
    canvas.message(message);
    let height = canvas.y + 16;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" font-family=\"'gg sans','Noto Sans','Helvetica Neue',Helvetica,Arial,sans-serif\">\n\
         <title>{}, and what gutskin answers</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{}\" stroke=\"{}\"/>\n{}</svg>\n",
        escaped(question),
        WIDTH - 1,
        height - 1,
        theme.ground,
        theme.border,
        canvas.out
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

impl Canvas<'_> {
    // Writing into a string cannot fail, here and below.
    fn rect(&mut self, x: u32, y: u32, size: (u32, u32), radius: u32, fill: &str) {
        let (width, height) = size;
        let _ = writeln!(
            self.out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" fill=\"{fill}\"/>"
        );
    }

    fn speaker(&mut self, name: &str, initial: &str, colour: &str, app: bool) {
        let (y, theme) = (self.y, self.theme);
        let _ = writeln!(
            self.out,
            "<circle cx=\"36\" cy=\"{}\" r=\"20\" fill=\"{colour}\"/><text x=\"36\" y=\"{}\" font-size=\"18\" \
             text-anchor=\"middle\" fill=\"#ffffff\">{initial}</text>\n\
             <text x=\"{LEFT}\" y=\"{}\" font-size=\"16\" font-weight=\"600\" fill=\"{}\">{name}</text>",
            y + 20,
            y + 26,
            y + 14,
            theme.strong
        );
        if app {
            let x = LEFT + measure::width(name, 16, true) + 8;
            self.rect(x, y + 1, (34, 16), 4, "#5865f2");
            let _ = writeln!(
                self.out,
                "<text x=\"{}\" y=\"{}\" font-size=\"11\" font-weight=\"600\" text-anchor=\"middle\" \
                 fill=\"#ffffff\">APP</text>",
                x + 17,
                y + 13
            );
        }
        self.y += 22;
    }

    fn message(&mut self, message: &Value) {
        let content = text(&message["content"]);
        if !content.is_empty() {
            self.paragraph(content, 16, LEFT, self.theme.text);
            self.y += 6;
        }
        list(&message["embeds"]).iter().for_each(|embed| self.embed(embed));
        list(&message["components"]).iter().for_each(|row| self.row(&row["components"]));
    }

    fn embed(&mut self, embed: &Value) {
        // What lies behind is known when what stands on it is: drawn apart, put together below.
        let (before, top) = (std::mem::take(&mut self.out), self.y);
        let inside = LEFT + 4 + PAD;
        self.y += 10;
        let title = text(&embed["title"]);
        if !title.is_empty() {
            self.paragraph(&format!("**{title}**"), 16, inside, self.theme.strong);
            self.y += 4;
        }
        self.paragraph(text(&embed["description"]), 14, inside, self.theme.text);
        for field in list(&embed["fields"]) {
            self.y += 8;
            let name = format!("**{}**", text(&field["name"]));
            self.paragraph(&name, 14, inside, self.theme.strong);
            self.paragraph(text(&field["value"]), 14, inside, self.theme.text);
        }
        let footer = text(&embed["footer"]["text"]);
        if !footer.is_empty() {
            self.y += 8;
            self.paragraph(footer, 12, inside, self.theme.muted);
        }
        self.y += 12;
        let over = std::mem::replace(&mut self.out, before);
        let (height, theme) = (self.y - top, self.theme);
        self.rect(LEFT, top, (RIGHT - LEFT, height), 4, theme.border);
        self.rect(LEFT + 1, top + 1, (RIGHT - LEFT - 2, height - 2), 4, theme.embed);
        let colour = format!("#{:06x}", embed["color"].as_u64().unwrap_or_default());
        self.rect(LEFT, top, (4, height), 2, &colour);
        self.out.push_str(&over);
    }

    /// Buttons side by side as far as they fit, or a menu.
    fn row(&mut self, parts: &Value) {
        self.y += 8;
        let mut x = LEFT;
        for part in list(parts) {
            if part["type"] == 3 {
                self.menu(text(&part["placeholder"]));
                continue;
            }
            let label = text(&part["label"]);
            let width = measure::width(label, 14, false) + 2 * PAD;
            if x > LEFT && x + width > RIGHT {
                x = LEFT;
                self.y += 40;
            }
            let primary = part["style"] == 1;
            let fill = if primary { "#5865f2" } else { self.theme.button };
            let ink = if primary { "#ffffff" } else { self.theme.strong };
            self.rect(x, self.y, (width, 32), 8, fill);
            let middle = x + width / 2;
            self.label(label, middle, "middle", ink);
            x += width + 8;
        }
        self.y += 32;
    }

    fn menu(&mut self, placeholder: &str) {
        let theme = self.theme;
        self.rect(LEFT, self.y, (400, 32), 8, theme.border);
        self.rect(LEFT + 1, self.y + 1, (398, 30), 7, theme.embed);
        self.label(placeholder, LEFT + 12, "start", theme.muted);
        let (x, y) = (LEFT + 378, self.y + 14);
        let _ = writeln!(
            self.out,
            "<path d=\"M{x} {y}l5 5 5-5\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            theme.muted
        );
    }

    fn label(&mut self, label: &str, x: u32, anchor: &str, ink: &str) {
        let _ = writeln!(
            self.out,
            "<text x=\"{x}\" y=\"{}\" font-size=\"14\" text-anchor=\"{anchor}\" fill=\"{ink}\">{}</text>",
            self.y + 21,
            escaped(label)
        );
    }

    fn paragraph(&mut self, source: &str, size: u32, x: u32, ink: &str) {
        let room = RIGHT - PAD - x;
        for line in rich::lines(source, size, room, Style::default()) {
            self.y += size + size * 2 / 5;
            self.line(&line, size, x, ink);
        }
    }

    fn line(&mut self, line: &Line, size: u32, x: u32, ink: &str) {
        if line.is_empty() {
            // A blank line between paragraphs needs less room than a line.
            self.y -= size * 2 / 3;
            return;
        }
        let y = self.y - size / 3;
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{ink}\" xml:space=\"preserve\">"
        );
        for run in line {
            let style = run.style;
            let mut look = String::new();
            if style.bold {
                look.push_str(" font-weight=\"600\"");
            }
            if style.italic {
                look.push_str(" font-style=\"italic\"");
            }
            match style.kind {
                Kind::Text => {}
                Kind::Code => look.push_str(" font-family=\"monospace\""),
                Kind::Link => {
                    let _ = write!(look, " fill=\"{}\"", self.theme.link);
                }
            }
            let _ = write!(self.out, "<tspan{look}>{}</tspan>", escaped(&run.text));
        }
        self.out.push_str("</text>\n");
    }
}
