// Draws the bodies that Discord would get. Texts become text nodes, never markup.
"use strict";

const channel = document.getElementById("channel");
const question = document.getElementById("question");
const problems = document.getElementById("problems");
const BUTTON = 2;
const PRIMARY = 1;
// Milliseconds between two looks at the state.
const EVERY = 1000;

let number = 0;
// The question that is asked again after every edit, and the message that answers it.
let latest = null;

function make(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// Discord's marks that the bot uses: escapes, bold, slanted, code and links.
const MARKS = /\\(.)|\*\*(.+?)\*\*|\*((?:\\.|[^*\\])+)\*|`([^`]+)`|\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s)]+)/gs;

function marked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(MARKS)) {
    parts.push(text.slice(end, found.index));
    const [whole, escaped, bold, slanted, code, label, address, bare] = found;
    if (escaped !== undefined) parts.push(escaped);
    else if (bold !== undefined) parts.push(make("strong", "", ...marked(bold)));
    else if (slanted !== undefined) parts.push(make("em", "", ...marked(slanted)));
    else if (code !== undefined) parts.push(make("code", "", code));
    else {
      const link = make("a", "", ...(bare ? [bare] : marked(label)));
      link.href = bare ?? address;
      link.target = "_blank";
      link.rel = "noreferrer";
      parts.push(link);
    }
    end = found.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

function embed({ color, title, description, fields, footer }) {
  const drawn = make("section", "embed");
  drawn.style.borderLeftColor = "#" + (color ?? 0).toString(16).padStart(6, "0");
  if (title) drawn.append(make("h3", "", ...marked(title)));
  if (description) drawn.append(make("div", "text", ...marked(description)));
  for (const { name, value } of fields ?? []) {
    drawn.append(make("h4", "", ...marked(name)), make("div", "text", ...marked(value)));
  }
  if (footer) drawn.append(make("footer", "", footer.text));
  return drawn;
}

function control(component, asked, message) {
  if (component.type === BUTTON) {
    const button = make("button", component.style === PRIMARY ? "primary" : "", component.label ?? "");
    button.type = "button";
    button.disabled = component.disabled ?? false;
    button.addEventListener("click", () => press(component.custom_id, [], asked, message));
    return button;
  }
  const first = make("option", "", component.placeholder ?? "Choose");
  first.value = "";
  const menu = make("select", "", first);
  menu.setAttribute("aria-label", first.text);
  for (const { label, value } of component.options ?? []) {
    const option = make("option", "", label);
    option.value = value;
    menu.append(option);
  }
  menu.addEventListener("change", () => {
    press(component.custom_id, [menu.value], asked, message);
    menu.value = "";
  });
  return menu;
}

function fill(drawn, body, asked, aside) {
  const head = make("h2", "", "gutskin ");
  if (aside) head.append(make("small", "", aside));
  drawn.replaceChildren(head);
  if (body.content) drawn.append(make("div", "text", ...marked(body.content)));
  for (const one of body.embeds ?? []) drawn.append(embed(one));
  for (const row of body.components ?? []) {
    const controls = row.components.map((component) => control(component, asked, drawn));
    drawn.append(make("div", "row", ...controls));
  }
}

function post(body, asked, aside) {
  const drawn = make("article", aside ? "private" : "");
  fill(drawn, body, asked, aside);
  channel.append(drawn);
  drawn.scrollIntoView({ block: "nearest" });
  return drawn;
}

async function send(body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch("ask", { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function ask(text) {
  const seen = await send({ question: text });
  if (!seen) return say("There is nothing to ask yet: the folder's errors come first.");
  channel.append(make("article", "", make("h2", "", "you"), make("div", "text", text)));
  latest = { text, message: post(seen.message, text) };
}

async function askAgain() {
  if (!latest) return;
  const seen = await send({ question: latest.text });
  if (seen) fill(latest.message, seen.message, latest.text, "asked again");
}

async function press(id, values, asked, message) {
  if (!values.every(Boolean)) return;
  const seen = await send({ question: asked, custom_id: id, values });
  if (!seen) return;
  if (seen.act === "change") fill(message, seen.message, asked);
  else if (seen.act === "withdraw") {
    if (latest?.message === message) latest = null;
    message.remove();
  } else post(seen.message, asked, seen.act === "tell" ? "only you can see this" : "");
}

function say(text) {
  document.getElementById("state").textContent = text;
}

function count(amount, word) {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}

function list({ diagnostics, errors, warnings }) {
  problems.hidden = diagnostics.length === 0;
  problems.className = errors ? "errors" : "warnings";
  problems.open = errors > 0;
  problems.firstElementChild.textContent = `${count(errors, "error")}, ${count(warnings, "warning")}`;
  const lines = diagnostics.map((one) => {
    const place = make("code", "", `${one.file}:${one.line}:${one.column} ${one.code}`);
    const rest = [one.why, one.help].filter(Boolean).map((text) => make("p", "", text));
    return make("li", "", make("p", "", `${one.severity}: ${one.message}`), place, ...rest);
  });
  problems.lastElementChild.replaceChildren(...lines);
}

async function look() {
  try {
    const state = await (await fetch("state")).json();
    if (state.number !== number) {
      number = state.number;
      list(state.problems);
      const kept = state.earlier ? ", as it was before the errors below" : "";
      say(state.revision ? `knowledge ${state.revision}${kept}` : "nothing can be asked yet");
      await askAgain();
    }
  } catch {
    number = 0;
    say("gutskin preview has ended, or cannot be reached");
  }
  setTimeout(look, EVERY);
}

document.getElementById("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  try {
    await ask(text);
  } catch (error) {
    question.value = text;
    say(error.message);
  }
});

question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

look();
