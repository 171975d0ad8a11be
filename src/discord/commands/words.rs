//! A description in the languages that Discord shows it in. Names stay as they are: documents speak of them.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::CommandOptionType;

/// Discord's names of the languages besides English.
pub(super) const LOCALES: [&str; 3] = ["de", "es-ES", "fr"];

/// One description.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) english: &'static str,
    pub(super) german: &'static str,
    pub(super) spanish: &'static str,
    pub(super) french: &'static str,
}

impl Words {
    fn others(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        LOCALES.into_iter().zip([self.german, self.spanish, self.french])
    }

    /// Describes a slash command.
    pub(super) fn describe(&self, command: CreateCommand) -> CreateCommand {
        self.others().fold(command.description(self.english), |command, (locale, text)| {
            command.description_localized(locale, text)
        })
    }

    /// An option of a slash command, described.
    pub(super) fn option(&self, kind: CommandOptionType, name: &str) -> CreateCommandOption {
        let option = CreateCommandOption::new(kind, name, self.english);
        self.others()
            .fold(option, |option, (locale, text)| option.description_localized(locale, text))
    }
}
