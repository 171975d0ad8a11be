//! `/mod stats period:`: what was asked here and what came of it, as text and as a chart. Numbers under 3 are not shown.

use std::collections::BTreeMap;

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;
use time::{Date, Duration, Month};
use tokio::task::spawn_blocking;

use super::{AWAY, Office, Subcommand, Words};
use crate::chart::{self, Chart, Line, Series};
use crate::discord::act::{Decided, Desk, Scene};
use crate::discord::card::{self, Card};
use crate::discord::markup;
use crate::discord::render::{Attachment, Post};
use crate::store::{Count, Judged};

pub(super) const SUBCOMMAND: Subcommand = Subcommand {
    name: "stats",
    about: Words {
        english: "What was asked here and what came of it, with a chart",
        german: "Was hier gefragt wurde und was daraus wurde, mit Diagramm",
        spanish: "Qué se preguntó aquí y qué resultó, con gráfico",
        french: "Ce qui a été demandé ici et ce qui en est sorti, avec un graphique",
    },
    options,
    run: |desk, office| Box::pin(run(desk, office)),
    complete: None,
    press: None,
};

const PERIOD: &str = "period";
/// In days, with how many of them make a bar.
const PERIODS: [(u16, u16); 4] = [(7, 1), (30, 1), (90, 7), (365, 30)];
const USUAL: (u16, u16) = PERIODS[1];

/// Smaller numbers could be about one person.
const SMALL: u64 = 3;
const TOPICS: usize = 5;

/// Outcomes of contract C3 in the order in which they are told of, with what they are called.
const OUTCOMES: [(&str, &str); 5] = [
    ("answer", "answered"),
    ("suggest", "suggestions"),
    ("refuse", "refused"),
    ("no_match", "no answer"),
    ("emergency", "emergency"),
];
const MISSED: usize = 3;

fn options() -> Vec<CreateCommandOption> {
    let words = Words {
        english: "How far back; 30 days without it",
        german: "Wie weit zurück; sonst 30 Tage",
        spanish: "Hasta cuándo atrás; si no, 30 días",
        french: "Jusqu'où remonter ; sinon 30 jours",
    };
    let period = words.option(CommandOptionType::String, PERIOD);
    let with = |option: CreateCommandOption, (days, _): (u16, u16)| {
        option.add_string_choice(format!("{days} days"), days.to_string())
    };
    vec![PERIODS.into_iter().fold(period, with)]
}

async fn run(desk: &Desk<'_>, office: Office<'_>) -> Decided {
    let wanted = desk.data.text(PERIOD);
    let known = PERIODS.into_iter().find(|(days, _)| days.to_string() == wanted);
    let (days, step) = known.unwrap_or(USUAL);
    let first = desk.scene.today - Duration::days(i64::from(days) - 1);
    let period = first..=desk.scene.today;
    let counts = office.store.counts(office.guild, period.clone()).await;
    let judged = office.store.judgements(office.guild, period).await;
    let (Ok(counts), Ok(judged)) = (counts, judged) else { return Decided::line(AWAY, "stats") };
    let bars = bars(&counts, first, days, step);
    let post = Post::card(summary(desk.scene, days, &counts, &judged, &bars));
    let chart = picture(&bars, first, step);
    // Drawing keeps a processor busy for a while: not one that others wait for.
    match spawn_blocking(move || chart::draw(&chart)).await {
        Ok(Ok(content)) => {
            let file = Attachment { name: "questions.png".to_owned(), content };
            Decided::tell(post.attaching(file), "stats")
        }
        Ok(Err(error)) => {
            tracing::warn!("{error}");
            Decided::tell(post, "stats")
        }
        Err(_) => Decided::tell(post, "stats"),
    }
}

/// By stretch of time: how often each outcome came.
type Bars = Vec<[u64; OUTCOMES.len()]>;

fn bars(counts: &[Count], first: Date, days: u16, step: u16) -> Bars {
    let mut bars = vec![[0; OUTCOMES.len()]; usize::from(days.div_ceil(step))];
    for count in counts {
        let age = usize::try_from((count.day - first).whole_days()).ok();
        let bar = age.and_then(|age| bars.get_mut(age / usize::from(step)));
        let outcome = OUTCOMES.iter().position(|(name, _)| *name == count.outcome);
        if let (Some(bar), Some(outcome)) = (bar, outcome) {
            bar[outcome] += count.times;
        }
    }
    bars
}

fn summary(scene: &Scene, days: u16, counts: &[Count], judged: &[Judged], bars: &Bars) -> Card {
    let total = |outcome: usize| bars.iter().map(|bar| bar[outcome]).sum::<u64>();
    let totals: Vec<u64> = (0..OUTCOMES.len()).map(total).collect();
    let shown: u64 = totals.iter().filter(|times| **times >= SMALL).sum();
    let outcomes: Vec<String> = OUTCOMES
        .iter()
        .zip(&totals)
        .map(|((_, name), times)| format!("{name}: {}{}", small(*times), share(*times, shown)))
        .collect();
    let mut rows = vec![format!("**Questions** {}", small(shown)), outcomes.join("\n")];
    rows.push(helpful(judged));
    rows.push(topics(scene, counts));
    rows.extend(trend(bars));
    Card {
        colour: card::BLUE,
        title: Some(format!("The last {days} days on this server")),
        description: rows.join("\n\n"),
        fields: Vec::new(),
        footer: Some(format!("Numbers under {SMALL} are not shown and not added up.")),
    }
}

fn small(times: u64) -> String {
    if times < SMALL { format!("under {SMALL}") } else { times.to_string() }
}

fn share(times: u64, of: u64) -> String {
    if times < SMALL { String::new() } else { format!(" ({} %)", percent(times, of)) }
}

/// Rounded; 0 of nothing.
fn percent(times: u64, of: u64) -> u64 {
    if of == 0 { 0 } else { (times * 100 + of / 2) / of }
}

fn helpful(judged: &[Judged]) -> String {
    let yes: u64 = judged.iter().map(|one| one.helpful).sum();
    let no: u64 = judged.iter().map(|one| one.unhelpful).sum();
    let both = yes >= SMALL && no >= SMALL;
    let share = if both { share(yes, yes + no) } else { String::new() };
    format!("**Found helpful** {}{share}; not helpful: {}", small(yes), small(no))
}

/// The topics whose answers were given most often.
fn topics(scene: &Scene, counts: &[Count]) -> String {
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    for count in counts {
        if let Some(key) = &count.answer {
            *times.entry(key.split('/').next().unwrap_or(key)).or_default() += count.times;
        }
    }
    let mut most: Vec<(&str, u64)> =
        times.into_iter().filter(|(_, times)| *times >= SMALL).collect();
    most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let corpus = scene.snapshot.corpus();
    let named = most.into_iter().take(TOPICS).map(|(id, times)| {
        let title = corpus.topic(id).map_or(id, |at| &corpus.topics[at].title);
        format!("{} {times}", markup::plain(title))
    });
    let named: Vec<String> = named.collect();
    let list = if named.is_empty() { "none yet".to_owned() } else { named.join(" · ") };
    format!("**Top topics** {list}")
}

/// The share of questions without an answer, in the first and in the second half of the period.
fn trend(bars: &Bars) -> Option<String> {
    let (early, late) = bars.split_at(bars.len() / 2);
    let of = |part: &[[u64; OUTCOMES.len()]]| {
        let missed: u64 = part.iter().map(|bar| bar[MISSED]).sum();
        let all: u64 = part.iter().flatten().sum();
        (missed >= SMALL).then(|| format!("{} %", percent(missed, all)))
    };
    let (early, late) = (of(early), of(late));
    if early.is_none() && late.is_none() {
        return None;
    }
    let said = |part: Option<String>| part.unwrap_or_else(|| format!("under {SMALL} questions"));
    Some(format!(
        "**Without an answer** {} in the first half of that time, {} in the second",
        said(early),
        said(late)
    ))
}

fn picture(bars: &Bars, first: Date, step: u16) -> Chart {
    let starts = (0_i64..).map(|bar| first + Duration::days(bar * i64::from(step)));
    let names = OUTCOMES.iter().enumerate();
    let series = names.map(|(outcome, (_, name))| Series {
        name: (*name).to_owned(),
        values: bars
            .iter()
            .map(|bar| Some(bar[outcome]).filter(|n| *n >= SMALL).unwrap_or(0))
            .collect(),
    });
    let missed = bars.iter().map(|bar| {
        let all: u64 = bar.iter().sum();
        let enough = all >= SMALL && (bar[MISSED] >= SMALL || bar[MISSED] == 0);
        #[expect(clippy::cast_precision_loss, reason = "a share of a few thousand")]
        enough.then(|| bar[MISSED] as f64 * 100.0 / all as f64)
    });
    let title = match step {
        1 => "Questions a day".to_owned(),
        7 => "Questions a week".to_owned(),
        many => format!("Questions in {many} days"),
    };
    Chart {
        title,
        labels: starts.take(bars.len()).map(label).collect(),
        series: series.collect(),
        line: Line { name: "Share without an answer".to_owned(), values: missed.collect() },
    }
}

/// `21 Nov`.
fn label(day: Date) -> String {
    let month = match day.month() {
        Month::January => "Jan",
        Month::February => "Feb",
        Month::March => "Mar",
        Month::April => "Apr",
        Month::May => "May",
        Month::June => "Jun",
        Month::July => "Jul",
        Month::August => "Aug",
        Month::September => "Sep",
        Month::October => "Oct",
        Month::November => "Nov",
        Month::December => "Dec",
    };
    format!("{} {month}", day.day())
}
