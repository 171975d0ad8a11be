//! Learns one correction after the other, each on top of those before it, and proves every step.

use std::collections::BTreeSet;
use std::sync::Arc;

use time::Date;

use super::edit::Edit;
use super::exam::{Exam, Marks, plain};
use super::lesson::Lesson;
use super::propose::{self, comes_to};
use crate::knowledge::{File, Folder, Reading, Report, read};
use crate::lint;
use crate::model::{Question, one_by_one};
use crate::pipeline::Snapshot;
use crate::text::WordVectors;

/// What became of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The knowledge has it right already.
    Known,
    /// These edits were kept.
    Learnt(Vec<Edit>),
    /// No edit was kept: why the last one tried was not.
    LeftOut(String),
}

/// A folder on its way to knowing more.
#[derive(Debug)]
pub struct Study {
    vectors: Arc<WordVectors>,
    today: Date,
    /// What must come out no worse, beside the folder's own examples.
    exams: Vec<Exam>,
    /// What has come out right and must stay so.
    settled: Vec<Lesson>,
    now: State,
}

/// Diagnostics by what stays the same when lines move: code, file and message.
type Said = BTreeSet<(&'static str, String, String)>;

/// The folder as it stands.
#[derive(Debug)]
struct State {
    files: Vec<File>,
    snapshot: Snapshot,
    /// What the linter says.
    said: Said,
    own: Marks,
    /// By exam.
    marks: Vec<Marks>,
}

impl Study {
    /// Begins with a folder that passes the linter as of `today`.
    ///
    /// # Errors
    /// When it does not pass: all that is wrong with it.
    pub fn begin(
        reading: Reading,
        exams: Vec<Exam>,
        vectors: Arc<WordVectors>,
        today: Date,
    ) -> Result<Self, Report> {
        let files = files(&reading);
        let checked = lint::check(reading, Arc::clone(&vectors), today);
        let Some(snapshot) = checked.snapshot else { return Err(checked.report) };
        let now = State {
            said: said(&checked.report),
            own: Exam::own(snapshot.corpus()).marks(&snapshot),
            marks: exams.iter().map(|exam| exam.marks(&snapshot)).collect(),
            files,
            snapshot,
        };
        Ok(Self { vectors, today, exams, settled: Vec::new(), now })
    }

    /// Takes one lesson in.
    pub fn learn(&mut self, lesson: &Lesson) -> Fate {
        let fate = self.look(lesson);
        if !matches!(fate, Fate::LeftOut(_)) {
            self.settled.push(lesson.clone());
        }
        fate
    }

    fn look(&mut self, lesson: &Lesson) -> Fate {
        if comes_to(lesson, &self.now.snapshot).0 {
            return Fate::Known;
        }
        let snapshot = &self.now.snapshot;
        let answered = snapshot.ask(&Question::new(&lesson.question), self.today);
        let candidates = match propose::candidates(lesson, &answered, snapshot) {
            Ok(candidates) => candidates,
            Err(why) => return Fate::LeftOut(why),
        };
        let mut why_not = String::new();
        for edits in candidates {
            match self.attempt(lesson, &edits) {
                Ok(next) => {
                    self.now = next;
                    return Fate::Learnt(edits);
                }
                Err(why) => why_not = why,
            }
        }
        Fate::LeftOut(why_not)
    }

    /// The folder with some edits made, if that is all gain.
    fn attempt(&self, lesson: &Lesson, edits: &[Edit]) -> Result<State, String> {
        let files = edited(&self.now.files, edits)?;
        let Reading { draft, folder, report } = read(files.clone(), one_by_one);
        first_new(&report, &self.now.said)?;
        let draft = draft.ok_or("the folder could not be read any more")?;
        let snapshot = Snapshot::prepare(draft, Arc::clone(&self.vectors));
        self.right(lesson, &snapshot)?;
        let mut marks = Vec::new();
        for (exam, before) in self.exams.iter().zip(&self.now.marks) {
            marks.push(no_worse(exam, before, &snapshot)?);
        }
        let own = no_worse(&Exam::own(snapshot.corpus()), &self.now.own, &snapshot)?;
        let (snapshot, said) = self.checked(snapshot, &folder, report)?;
        Ok(State { files, snapshot, said, own, marks })
    }

    /// The lesson's question comes out right, and all those before it still do.
    fn right(&self, lesson: &Lesson, snapshot: &Snapshot) -> Result<(), String> {
        let (right, came_to) = comes_to(lesson, snapshot);
        if !right {
            return Err(format!("it would still come to {}", plain(&came_to)));
        }
        for settled in &self.settled {
            let (right, came_to) = comes_to(settled, snapshot);
            if !right {
                return Err(would_come_to(&settled.question, &plain(&came_to)));
            }
        }
        Ok(())
    }

    /// The linter has nothing new to say.
    fn checked(
        &self,
        snapshot: Snapshot,
        folder: &Folder,
        report: Report,
    ) -> Result<(Snapshot, Said), String> {
        let checked = lint::check_prepared(snapshot, folder, report, self.today);
        first_new(&checked.report, &self.now.said)?;
        let snapshot = checked.snapshot.ok_or("the folder would not pass `gutskin check`")?;
        Ok((snapshot, said(&checked.report)))
    }

    /// The files as they stand, by path; only those that are the folder's own.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.now.files.iter().filter(|file| !file.borrowed);
        own.filter_map(|file| Some((file.path.as_str(), file.text.as_deref().ok()?)))
    }

    /// How each exam comes out now, by name; the folder's own examples first.
    #[must_use]
    pub fn marks(&self) -> Vec<(String, Marks)> {
        let own = (Exam::own(self.now.snapshot.corpus()).name, self.now.own.clone());
        let others = self.exams.iter().map(|exam| exam.name.clone());
        [own].into_iter().chain(others.zip(self.now.marks.iter().cloned())).collect()
    }
}

/// How an exam comes out, if that is no worse than before.
fn no_worse(exam: &Exam, before: &Marks, snapshot: &Snapshot) -> Result<Marks, String> {
    let marks = exam.marks(snapshot);
    if !marks.is_worse_than(before) {
        return Ok(marks);
    }
    let such_as = marks.newly_wrong(before).map(|(question, to)| would_come_to(question, to));
    Err(format!("{} would come out worse: {}", exam.name, such_as.unwrap_or_default()))
}

fn would_come_to(question: &str, came_to: &str) -> String {
    format!("\"{question}\" would come to {came_to}")
}

/// The files behind a reading.
fn files(reading: &Reading) -> Vec<File> {
    let texts = reading.report.texts.iter();
    texts
        .map(|(path, text)| File {
            borrowed: reading.folder.borrowed.contains(path),
            path: path.clone(),
            text: Ok(text.clone()),
        })
        .collect()
}

fn edited(files: &[File], edits: &[Edit]) -> Result<Vec<File>, String> {
    let mut files = files.to_vec();
    for edit in edits {
        let file = files.iter_mut().find(|file| file.path == edit.path && !file.borrowed);
        let file = file.ok_or_else(|| format!("this folder has no {} of its own", edit.path))?;
        let text = edit.apply(file.text.as_deref().unwrap_or_default());
        file.text = Ok(text.map_err(|error| format!("{} cannot take it: {error}", edit.path))?);
    }
    Ok(files)
}

fn said(report: &Report) -> Said {
    let said = report.diagnostics.iter();
    said.map(|one| (one.code.as_str(), one.file.clone(), one.message.clone())).collect()
}

/// Nothing is reported that was not before.
fn first_new(report: &Report, before: &Said) -> Result<(), String> {
    let new = said(report).into_iter().find(|one| !before.contains(one));
    new.map_or(Ok(()), |(code, file, message)| {
        Err(format!("`gutskin check` would say {code} in {file}: {message}"))
    })
}
