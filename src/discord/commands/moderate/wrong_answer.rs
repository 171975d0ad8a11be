//! **Wrong answer**, in the context menu of a reply: what should have come of the question, chosen from a menu.
//!
//! The reply is corrected in place, and from then on this server gets it right. A button in a shadow channel's report
//! begins the same way ([`begin`]). The text of a question is in memory only, never in a custom id.

use serenity::builder::{
    CreateActionRow, CreateButton, CreateCommand, CreateInputText, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};
use serenity::model::application::{ButtonStyle, CommandType, InputTextStyle};

use super::{NOT_KEPT, OUTDATED, Office, admitted, custom_id};
use crate::discord::act::{Act, Amended, Decided, Desk, Scene, Work, done};
use crate::discord::commands::{Command, Run};
use crate::discord::drafts::Draft;
use crate::discord::limits::{self, cut};
use crate::discord::links;
use crate::discord::markup;
use crate::discord::render::Post;
use crate::model::{Change, Correction, Question, RefusalKind, Verdict};
use crate::pipeline::Answered;
use crate::store::Saved;

pub(in crate::discord) const COMMAND: Command =
    Command { name: "Wrong answer", define, run: Run::Waiting(run), complete: None };

/// In custom ids.
pub(super) const NAME: &str = "wrong";

/// How many corrections a server can have: each question is compared with all of them.
const MOST: usize = 500;
/// Of a question that is written into the form, and of a word to search by.
const QUESTION: usize = 1000;
const WORD: usize = 100;
/// Of a question that is quoted.
const QUOTED: usize = 300;

const NOT_MINE: &str = "That is no answer of mine. Right-click one of my answers.";
const GONE: &str = "That was more than an hour ago, or I was restarted since. Please begin again.";
const EMPTY: &str = "I see no question there. Please begin again.";
const KEPT_AS_IT_IS: &str = "I cannot take that correction. An emergency stays an emergency whatever is corrected, and an \
    answer that is switched off here cannot be given: `/mod topic` switches it on.";
const NEVER_RECORDED: &str = "Who asked that wants nothing recorded, so I keep no correction in their words. Nothing is \
    changed. Right-click an answer to somebody else, or ask it yourself with `/ask` and correct that.";
const TOO_MANY: &str = "There are as many corrections here as I can keep. `/mod corrections` takes some back; the \
    maintainers of the knowledge can learn from them for good.";

fn define() -> CreateCommand {
    super::for_moderators(COMMAND.name).kind(CommandType::Message)
}

fn run<'d>(desk: &'d Desk<'d>) -> Work<'d> {
    done(match (admitted(desk), desk.data.target()) {
        (Err(why), _) => Decided::line(why, "not a moderator"),
        (Ok(_), Some(message)) if message.author.id == desk.scene.me => {
            let behind = desk.scene.clicked.clone();
            begin(
                desk,
                Draft {
                    asker: behind.as_ref().map(|one| one.asker),
                    guild: desk.scene.guild,
                    asked_in: message.replies_to.as_ref().map(|asked| asked.id),
                    question: behind.map(|one| one.question),
                    reply: Some((message.channel_id, message.id)),
                },
            )
        }
        (Ok(_), _) => Decided::line(NOT_MINE, "wrong answer"),
    })
}

/// The first step of a correction, for a moderator: the menu, or a form where the question is not known any more.
#[must_use]
pub(in crate::discord) fn begin(desk: &Desk, draft: Draft) -> Decided {
    let known = draft.question.clone();
    desk.drafts.keep(desk.id, draft);
    match known {
        Some(question) => Decided::tell(offer(desk.scene, desk.id, &question, ""), "wrong answer"),
        None => form(
            desk.scene,
            &format!("asked:{}", desk.id),
            "Which question was it?",
            CreateInputText::new(InputTextStyle::Paragraph, "The question", FIELD)
                .max_length(u16::try_from(QUESTION).unwrap_or(u16::MAX)),
        ),
    }
}

/// The only field of each form.
const FIELD: &str = "text";

/// A menu, the search, or a form.
pub(super) fn press<'d>(desk: &'d Desk<'d>, office: Office<'d>, detail: &str) -> Work<'d> {
    let parts = detail.split_once(':').and_then(|(step, id)| Some((step, id.parse().ok()?)));
    let Some((step, id)) = parts else { return done(Decided::line(OUTDATED, "outdated")) };
    let Some(draft) = desk.drafts.get(id) else { return done(Decided::line(GONE, "gone")) };
    let written = desk.data.field(FIELD).trim().to_owned();
    match (step, draft.question.clone()) {
        ("asked", _) if written.is_empty() => done(Decided::line(EMPTY, "wrong answer")),
        ("asked", _) => {
            let question = Question::new(written);
            let post = offer(desk.scene, id, &question, "");
            desk.drafts.keep(id, Draft { question: Some(question), ..draft });
            done(Decided::tell(post, "wrong answer"))
        }
        ("search", _) => done(form(
            desk.scene,
            &format!("found:{id}"),
            "Search the answers",
            CreateInputText::new(InputTextStyle::Short, "A topic, or a few words", FIELD)
                .max_length(u16::try_from(WORD).unwrap_or(u16::MAX)),
        )),
        ("found", Some(question)) => {
            let post = offer(desk.scene, id, &question, &written);
            done(Decided::new(Act::Change(post), "wrong answer"))
        }
        ("pick", Some(question)) => {
            let chosen = desk.data.values.first().and_then(|token| Verdict::parse(token));
            match chosen {
                Some(verdict) => Box::pin(correct(desk, office, id, draft, question, verdict)),
                None => done(Decided::line(OUTDATED, "outdated")),
            }
        }
        _ => done(Decided::line(OUTDATED, "outdated")),
    }
}

/// Records the correction, and corrects the reply.
async fn correct(
    desk: &Desk<'_>,
    office: Office<'_>,
    id: u64,
    draft: Draft,
    question: Question,
    verdict: Verdict,
) -> Decided {
    let scene = desk.scene;
    let wrong = outcome(scene, &scene.ask(&question, true));
    let correction = Correction {
        id: desk.id,
        question: question.text.clone(),
        verdict: verdict.clone(),
        instead_of: wrong.clone(),
        revision: scene.snapshot.corpus().revision.clone(),
        day: scene.today,
    };
    if scene.community.corrections.len() >= MOST {
        return Decided::line(TOO_MANY, "too many corrections");
    }
    let Some(answered) = as_corrected(scene, &question, &correction) else {
        return Decided::line(KEPT_AS_IT_IS, "not corrected");
    };
    let asker = draft.asker.map(u64::from);
    let saved = office.change(Change::Correct { correction, asker }).await;
    if saved == Saved::Not {
        let line = if is_recorded(office, asker).await { NOT_KEPT } else { NEVER_RECORDED };
        return Decided::line(line, "not kept");
    }
    desk.drafts.done(id);
    let asked_by = draft.asker.unwrap_or(scene.asker);
    let amend = draft.reply.map(|(channel, message)| Amended {
        channel,
        message,
        becomes: (verdict != Verdict::Silence)
            .then(|| Post::answered(&answered, scene.snapshot.corpus(), asked_by)),
    });
    let link = draft.reply.map(|(channel, message)| links::jump(scene.guild, channel, message));
    let (was, now) = (called(scene, &wrong), said(scene, &verdict));
    let line = format!(
        "Corrected. This question, and those much like it, come out so on this server from now on: **{now}**. \
         `/mod corrections` takes it back.{}",
        later(saved)
    );
    let place = link.map(|link| format!(" {link}")).unwrap_or_default();
    let report = format!("A moderator corrected an answer: **{was}**, now **{now}**.{place}");
    Decided {
        amend,
        report: Some(Post::line(report)),
        ..Decided::new(Act::Change(Post::line(line)), "corrected")
    }
}

/// Whether what a person asks may be kept, as far as can be told.
async fn is_recorded(office: Office<'_>, asker: Option<u64>) -> bool {
    let Some(asker) = asker else { return true };
    office.store.held(asker).await.map_or(true, |held| held.recorded)
}

fn later(saved: Saved) -> &'static str {
    if saved == Saved::Later {
        " My database is away; I write it down when it is back."
    } else {
        ""
    }
}

/// What comes of the question with the correction; nothing where it would change nothing.
fn as_corrected(scene: &Scene, question: &Question, correction: &Correction) -> Option<Answered> {
    let mut community = scene.community.community().as_ref().clone();
    community.apply(Change::Correct { correction: correction.clone(), asker: None });
    let settled = scene.snapshot.settle(community.into());
    let answered = scene.snapshot.ask_in(question, &settled, scene.today);
    let by = answered.decision.corrected.map(|corrected| corrected.id);
    if by != Some(correction.id) {
        return None;
    }
    let wording = &scene.snapshot.corpus().settings.wording;
    Some(Answered { reply: answered.reply.in_public(wording), ..answered })
}

/// The key of the answer that a question gets, the first where there are two, or the word of contract C3.
fn outcome(scene: &Scene, answered: &Answered) -> String {
    use crate::model::Outcome;
    match &answered.decision.outcome {
        Outcome::Answer(at) => scene.snapshot.corpus().key(*at),
        other => other.name().to_owned(),
    }
}

/// The question, the likeliest answers to it or to the word searched for, and what else should have come of it.
fn offer(scene: &Scene, id: u64, question: &Question, word: &str) -> Post {
    let quoted = markup::plain(&cut(&question.text, QUOTED));
    let wrong = called(scene, &outcome(scene, &scene.ask(question, true)));
    let searched = if word.is_empty() {
        String::new()
    } else {
        format!("\nAnswers for \"{}\":", markup::plain(word))
    };
    let line = format!(
        "\"{quoted}\"\nThat comes out as **{wrong}**. What should have come of it?{searched}"
    );
    let fixed = [
        Verdict::Silence,
        Verdict::Refusal(RefusalKind::Diagnosis),
        Verdict::Refusal(RefusalKind::Treatment),
    ];
    let searched = if word.is_empty() { &question.text } else { word };
    let answers = candidates(scene, searched).into_iter().map(Verdict::Answer);
    let options: Vec<CreateSelectMenuOption> = fixed
        .into_iter()
        .chain(answers)
        .filter(|verdict| limits::count(&verdict.token()) <= limits::OPTION)
        .take(limits::OPTIONS)
        .map(|verdict| option(scene, &verdict))
        .collect();
    let menu = custom_id(scene.asker, NAME, &format!("pick:{id}")).map(|id| {
        let kind = CreateSelectMenuKind::String { options };
        let menu = CreateSelectMenu::new(id, kind).placeholder("What should have come of it");
        CreateActionRow::SelectMenu(menu)
    });
    let search = custom_id(scene.asker, NAME, &format!("search:{id}")).map(|id| {
        let button = CreateButton::new(id).label("Search").style(ButtonStyle::Secondary);
        CreateActionRow::Buttons(vec![button])
    });
    Post::line(line).with(menu.into_iter().chain(search).collect())
}

fn option(scene: &Scene, verdict: &Verdict) -> CreateSelectMenuOption {
    let option =
        CreateSelectMenuOption::new(cut(&said(scene, verdict), limits::OPTION), verdict.token());
    match verdict {
        Verdict::Answer(key) => option.description(cut(key, limits::OPTION)),
        _ => option,
    }
}

/// Keys of answers for a text, the likeliest first: what the matcher takes it for, known questions that fit it, then the
/// other answers of those topics.
fn candidates(scene: &Scene, text: &str) -> Vec<String> {
    let corpus = scene.snapshot.corpus();
    let decision = scene.snapshot.decide(&Question::new(text));
    let topics: Vec<usize> = decision.ranking.iter().map(|one| one.answer.topic).collect();
    let ranked = decision.ranking.iter().map(|one| corpus.key(one.answer));
    let known = scene.known(text).into_iter().map(|one| one.key);
    let beside = topics.iter().flat_map(|topic| {
        corpus.answers().filter(|(at, ..)| at.topic == *topic).map(|(at, ..)| corpus.key(at))
    });
    let mut found: Vec<String> = Vec::new();
    for key in ranked.chain(known).chain(beside) {
        if !found.contains(&key) && scene.community.gives(&key) {
            found.push(key);
        }
    }
    found
}

/// A verdict in words.
pub(super) fn said(scene: &Scene, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answer(key) => called(scene, key),
        Verdict::Silence => "should have been silent".to_owned(),
        Verdict::Refusal(RefusalKind::Diagnosis) => {
            "should have been refused: about somebody's own diagnosis".to_owned()
        }
        Verdict::Refusal(RefusalKind::Treatment) => {
            "should have been refused: about somebody's own treatment".to_owned()
        }
    }
}

/// The title of an answer, or an outcome in words.
pub(super) fn called(scene: &Scene, outcome: &str) -> String {
    let corpus = scene.snapshot.corpus();
    match outcome {
        "suggest" => "suggestions".to_owned(),
        "refuse" => "refused".to_owned(),
        "emergency" => "an emergency".to_owned(),
        "no_match" => "no answer".to_owned(),
        key => {
            corpus.find(key).map_or_else(|| key.to_owned(), |at| corpus.answer(at).1.title.clone())
        }
    }
}

fn form(scene: &Scene, detail: &str, title: &str, field: CreateInputText) -> Decided {
    match custom_id(scene.asker, NAME, detail) {
        Some(id) => {
            let row = CreateActionRow::InputText(field.required(true));
            let form = CreateModal::new(id, title).components(vec![row]);
            Decided::new(Act::Form(form), "a form")
        }
        None => Decided::line(OUTDATED, "outdated"),
    }
}
