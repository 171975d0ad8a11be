//! The figures as tables for people.

use std::io::{Result, Write};

use super::answers::Answers;
use super::calibrate::{Calibration, Kept};
use super::held_out::HeldOut;
use super::score::{Score, Tally, percent};

/// So many unknown labels say what is wrong with a file.
const UNKNOWN_SHOWN: usize = 10;

pub(super) fn unknown_labels(unknown: &[String], out: &mut impl Write) -> Result<()> {
    for label in unknown.iter().take(UNKNOWN_SHOWN) {
        writeln!(out, "gutskin: {label}")?;
    }
    match unknown.len().saturating_sub(UNKNOWN_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "gutskin: and {more} more such labels"),
    }
}

pub(super) fn table(score: &Score, out: &mut impl Write) -> Result<()> {
    let (asked, right) = ("asked", "right");
    writeln!(out, "{:<20}{asked:>7}{right:>7}{:>11}{:>9}", "expected", "suggested", "right %")?;
    let mut all = Tally::default();
    let mut row = |name: &str, tally: &Tally| {
        let Tally { asked, right, suggested } = tally;
        let share = percent(*right, *asked);
        writeln!(out, "{name:<20}{asked:>7}{right:>7}{suggested:>11}{share:>9.1}")
    };
    for (kind, tally) in &score.outcomes {
        row(kind, tally)?;
        all.asked += tally.asked;
        all.right += tally.right;
        all.suggested += tally.suggested;
    }
    row("all", &all)?;
    let Score { top_1, top_3, area_under_curve, answers_right, unasked, .. } = score;
    if score.topics.is_empty() {
        return score.safety.table(out);
    }
    // Against nothing there is no curve.
    let area = if score.outcomes.contains_key("off_topic") {
        format!("; area under the curve {area_under_curve:.3}")
    } else {
        String::new()
    };
    writeln!(
        out,
        "\nof the answers given, right: {answers_right:.1} %\nof those sure enough to be given unasked: {} of {}\n\
         ranking: right topic first {top_1:.1} %, among three {top_3:.1} %{area}",
        unasked.right, unasked.given
    )?;
    score.safety.table(out)
}

/// By topic: how many were answered right, and what the ranking took the others for.
pub(super) fn confusion(score: &Score, out: &mut impl Write) -> Result<()> {
    writeln!(out, "\n{:<28}{:>7}{:>7}  first in the ranking instead", "topic", "asked", "right")?;
    for (topic, row) in &score.topics {
        let mut taken_for: Vec<(&String, &usize)> = row.taken_for.iter().collect();
        taken_for.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let others: Vec<String> =
            taken_for.iter().map(|(topic, times)| format!("{topic} {times}")).collect();
        writeln!(out, "{topic:<28}{:>7}{:>7}  {}", row.asked, row.right, others.join(", "))?;
    }
    Ok(())
}

pub(super) fn calibration(found: &Calibration, out: &mut impl Write) -> Result<()> {
    let Calibration { suggest, answer, margin, folds, .. } = found;
    writeln!(
        out,
        "\n[thresholds]\nsuggest = {suggest:.2}\nanswer = {answer:.2}\nmargin = {margin:.2}"
    )?;
    writeln!(out, "\nquestions that no safety rule decides{:>12}{folds:>12} folds", "chosen on")?;
    let (all, held_out) = (&found.chosen_on_all, &found.held_out);
    let mut row = |name: &str, value: fn(&Kept) -> f64| {
        writeln!(out, "{name:<42}{:>6.1} %{:>10.1} %", value(all), value(held_out))
    };
    row("with an answer, answered right", |kept| percent(kept.answered_right, kept.answerable))?;
    row("with an answer, offered the right one", |kept| {
        percent(kept.suggested_right, kept.answerable)
    })?;
    row("of the answers given, right", Kept::answers_right)?;
    row("of answers and suggestions, right", |kept| {
        percent(kept.answered_right + kept.suggested_right, kept.answers + kept.suggestions)
    })?;
    row("off topic, turned away", Kept::rejected)?;
    for (fold, (first, three, area)) in found.by_fold.iter().enumerate() {
        writeln!(out, "fold {fold}: first {first:.1} %, among three {three:.1} %, area {area:.3}")?;
    }
    Ok(())
}

pub(super) fn answers(figures: &Answers, out: &mut impl Write) -> Result<()> {
    let Answers { asked, topic_right, answer_right, given, other_given, demoted, .. } = figures;
    writeln!(
        out,
        "{asked} questions with an answer: topic first {:.1} %, answer first {:.1} %\ngot it {:.1} %, got another one \
         {:.1} %, got the card instead {:.1} %\n{} with nothing exact: told so {:.1} %\n\n{:>5}{:>14}{:>20}",
        percent(*topic_right, *asked),
        percent(*answer_right, *asked),
        percent(*given, *asked),
        percent(*other_given, *asked),
        percent(*demoted, *asked),
        figures.nothing_exact,
        percent(figures.told_so, figures.nothing_exact),
        "fit",
        "right kept %",
        "nothing exact told %",
    )?;
    figures.fits.iter().try_for_each(|row| {
        writeln!(out, "{:>5.2}{:>14.1}{:>20.1}", row.threshold, row.kept, row.told_so)
    })
}

pub(super) fn held_out(rows: &[HeldOut], out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "{:>10}{:>13}{:>10}{:>7}{:>13}{:>7}{:>9}   %",
        "thresholds", "emergencies", "requests", "long", "look-alikes", "long", "general"
    )?;
    rows.iter().try_for_each(|row| {
        writeln!(
            out,
            "{:>+10.2}{:>13.1}{:>10.1}{:>7.1}{:>13.1}{:>7.1}{:>9.1}",
            row.shift,
            row.emergencies.percent(),
            row.requests.percent(),
            row.long_requests.percent(),
            row.look_alikes.percent(),
            row.long_look_alikes.percent(),
            row.general.percent(),
        )
    })?;
    let counts: Vec<String> = rows.first().map_or_else(Vec::new, |row| {
        let parts = [&row.emergencies, &row.requests, &row.long_requests];
        let parts =
            parts.into_iter().chain([&row.look_alikes, &row.long_look_alikes, &row.general]);
        parts.map(|part| part.whole.to_string()).collect()
    });
    writeln!(out, "of {}", counts.join(", "))
}
