//! `/mod corrections`: what moderators corrected here, with a menu that takes one back, and a file of all.

use serenity::builder::{
    CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};

use super::wrong_answer::{called, said};
use super::{Office, Subcommand, Words, custom_id, said_when_saved};
use crate::discord::act::{Act, Decided, Desk, Scene, Work, done};
use crate::discord::attach;
use crate::discord::card::{self, Card};
use crate::discord::limits::{self, cut};
use crate::discord::markup;
use crate::discord::render::{Body, Post};
use crate::model::{Change, Community, Correction};
use crate::store::CorrectionRow;

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: NAME,
    about: Words {
        english: "List what was corrected here, take it back, export it",
        german: "Zeigen, was hier korrigiert wurde, zurücknehmen, exportieren",
        spanish: "Ver lo corregido aquí, deshacerlo, exportarlo",
        french: "Voir ce qui a été corrigé ici, l'annuler, l'exporter",
    },
    options: Vec::new,
    run: |desk, office| done(list(desk.scene, &desk.scene.community, office.guild)),
    complete: None,
    press: Some(press),
};

const NAME: &str = "corrections";
const NONE: &str =
    "Nothing is corrected here. Right-click one of my answers, Apps, **Wrong answer**.";
/// Of a question in the list.
const QUOTED: usize = 90;

/// The latest corrections, as many as a menu holds; the file has all.
fn list(scene: &Scene, community: &Community, guild: u64) -> Decided {
    let all = &community.corrections;
    if all.is_empty() {
        return Decided::line(NONE, NAME);
    }
    let latest: Vec<&Correction> = all.iter().rev().take(limits::OPTIONS).collect();
    let lines: Vec<String> = latest.iter().map(|one| line(scene, one)).collect();
    let more = all.len() - latest.len();
    let footer = format!(
        "{} in all{}. `gutskin learn` reads the file.",
        all.len(),
        if more > 0 { format!(", the latest {} here", latest.len()) } else { String::new() }
    );
    let card = Card {
        colour: card::BLUE,
        title: Some("Corrected on this server".to_owned()),
        description: limits::lines(&lines, card::DESCRIPTION),
        fields: Vec::new(),
        footer: Some(footer),
    };
    let rows = all.iter().cloned().map(|one| {
        let row = CorrectionRow::new(guild, one);
        CorrectionRow { question: attach::no_formula(row.question), ..row }
    });
    let mut post = Post::card(card).with(menu(scene, &latest).into_iter().collect());
    post.files.extend(attach::csv("corrections.csv", rows));
    Decided::tell(post, NAME)
}

fn line(scene: &Scene, one: &Correction) -> String {
    format!(
        "{} · \"{}\"\n→ **{}** (was: {})",
        one.day,
        markup::plain(&cut(&one.question, QUOTED)),
        markup::plain(&said(scene, &one.verdict)),
        markup::plain(&called(scene, &one.instead_of)),
    )
}

fn menu(scene: &Scene, latest: &[&Correction]) -> Option<CreateActionRow> {
    let options = latest.iter().map(|one| {
        let label = cut(one.question.trim(), limits::OPTION);
        let label = if label.is_empty() { one.day.to_string() } else { label };
        CreateSelectMenuOption::new(label, one.id.to_string())
            .description(cut(&said(scene, &one.verdict), limits::OPTION))
    });
    let kind = CreateSelectMenuKind::String { options: options.collect() };
    let menu = CreateSelectMenu::new(custom_id(scene.asker, NAME, "undo")?, kind);
    Some(CreateActionRow::SelectMenu(menu.placeholder("Take one back")))
}

fn press<'d>(desk: &'d Desk<'d>, office: Office<'d>, _detail: String) -> Work<'d> {
    Box::pin(undo(desk, office))
}

/// Takes the chosen one back, and shows what is left.
async fn undo(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let chosen = desk.data.values.first().and_then(|id| id.parse().ok());
    let known = |id: &u64| desk.scene.community.corrections.iter().any(|one| one.id == *id);
    let Some(id) = chosen.filter(known) else {
        return Decided::line("That correction was taken back already.", NAME);
    };
    let saved = office.change(Change::Uncorrect(id)).await;
    let said = said_when_saved(
        "Taken back: that question is decided by the knowledge again.",
        saved,
        "undone",
    );
    let left = list(desk.scene, &office.store.community(office.guild), office.guild);
    let (Act::Say { post: line, .. }, Act::Say { post, .. }) = (said.act, left.act) else {
        return Decided::line(NONE, NAME);
    };
    let Body::Line(line) = line.body else { return Decided::line(NONE, NAME) };
    Decided::new(Act::Change(post.under(&line)), "undone")
}
