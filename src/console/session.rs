//! One conversation in the terminal: a line in, text out. Knows no streams, so tests read like a chat.

use std::fmt::Write as _;
use std::sync::Arc;

use time::Date;

use super::render::{self, Look};
use crate::app::App;
use crate::model::{Question, Reply};
use crate::pipeline::{Answered, Snapshot};

/// What to do after a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    Say(String),
    Bye,
}

/// A conversation and what it remembers: the last reply, for `/sources` and `/why`.
#[derive(Debug)]
pub struct Session {
    app: Arc<App>,
    look: Look,
    today: Date,
    last: Option<Reply>,
    /// With the knowledge it came from; absent when the last reply was asked for by name.
    why: Option<(Answered, Arc<Snapshot>)>,
}

const HELP: &str = "\
Ask anything about gut health and skin in your own words.
  /topics          all topics
  /topic NAME      one topic, such as /topic rosacea or /topic rosacea/triggers
  /sources         where the last answer comes from
  /why             why the last answer was chosen
  /help            this list
  /quit            leave (or Ctrl-D)
";

impl Session {
    #[must_use]
    pub const fn new(app: Arc<App>, look: Look, today: Date) -> Self {
        Self { app, look, today, last: None, why: None }
    }

    /// What a person sees first: what this is, and three questions to try.
    #[must_use]
    pub fn greeting() -> &'static str {
        "gutskin answers questions about gut health and skin. Try: \"does stress give u acne??\", \"what is leaky gut\", \
         \"do probiotics help eczema\" · /help for more\n"
    }

    /// Answers one line.
    pub fn turn(&mut self, line: &str) -> Turn {
        let line = line.trim();
        let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match command {
            "" => Turn::Say(String::new()),
            "/quit" | "/exit" | "/q" => Turn::Bye,
            "/help" => Turn::Say(HELP.to_owned()),
            "/topics" => Turn::Say(self.topics()),
            "/topic" => Turn::Say(self.topic(rest.trim())),
            "/sources" => Turn::Say(self.sources()),
            "/why" => Turn::Say(self.explain()),
            _ if command.starts_with('/') => {
                Turn::Say(format!("There is no {command}; /help lists what there is.\n"))
            }
            _ => Turn::Say(self.ask(line)),
        }
    }

    fn ask(&mut self, line: &str) -> String {
        let snapshot = self.app.current();
        let answered = snapshot.ask(&Question::new(line), self.today);
        let text = self.show(&answered.reply);
        self.last = Some(answered.reply.clone());
        self.why = Some((answered, snapshot));
        text
    }

    fn show(&self, reply: &Reply) -> String {
        let mut text = render::reply(reply, self.look);
        if !reply.citations.is_empty() {
            text.push_str("/sources · /why\n");
        }
        text
    }

    fn topics(&self) -> String {
        let snapshot = self.app.current();
        let corpus = snapshot.corpus();
        let mut text = String::new();
        for topic in &corpus.topics {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{:<28}{}", topic.id, topic.title);
        }
        text
    }

    fn topic(&mut self, name: &str) -> String {
        if name.is_empty() {
            return "Which one? /topics lists them.\n".to_owned();
        }
        let snapshot = self.app.current();
        let key = name.to_lowercase().replace(' ', "-");
        let Some(reply) = snapshot.show(&key, self.today) else {
            return format!("There is no topic \"{name}\"; /topics lists them.\n");
        };
        let mut text = self.show(&reply);
        for related in &reply.related {
            let _ = writeln!(text, "  {:<34}{}", related.key, related.title);
        }
        self.last = Some(reply);
        self.why = None;
        text
    }

    fn sources(&self) -> String {
        match self.last.as_ref().filter(|reply| !reply.citations.is_empty()) {
            Some(reply) => render::sources(reply, self.look),
            None => "There is no answer with sources yet: ask something first.\n".to_owned(),
        }
    }

    fn explain(&self) -> String {
        match &self.why {
            Some((answered, snapshot)) => render::explanation(answered, snapshot),
            None => "There is nothing to explain yet: ask something first.\n".to_owned(),
        }
    }
}
