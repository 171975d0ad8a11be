//! What the operator sets: built-in defaults, then `config.toml`, then `GUTSKIN_*` from the environment.
//!
//! `config.example.toml` is the layer of defaults itself, so the example cannot drift from the code.

mod discord;
mod knowledge;
mod log;
mod metrics;
mod secret;
mod store;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use config::{Environment, File, FileFormat};
use serde::Deserialize;

pub use self::discord::DiscordConfig;
pub use self::knowledge::KnowledgeConfig;
pub use self::log::{Level, LogConfig};
pub use self::metrics::MetricsConfig;
pub use self::secret::Secret;
pub use self::store::StoreConfig;

/// Every key with its default and a sentence about it.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Keys of the store come this way, apart from all settings; a setting could not be called so.
pub const STORE_KEY: &str = "GUTSKIN_STORE_KEY";

/// The file that is read when it stands in the working folder.
const USUAL_FILE: &str = "config.toml";

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub knowledge: KnowledgeConfig,
    pub log: LogConfig,
    pub discord: DiscordConfig,
    pub store: StoreConfig,
    pub metrics: MetricsConfig,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("there is no configuration file {}: copy config.example.toml there, or leave --config out", .0.display())]
    NoFile(PathBuf),
    #[error(
        "the configuration cannot be used: {0}; every key and its default stand in config.example.toml"
    )]
    Unusable(String),
    #[error(
        "no Discord token: create an application at https://discord.com/developers/applications, copy the token under \
         Bot, Reset Token, and give it as DISCORD_TOKEN or in a file named by discord.token_file; to try gutskin \
         without an account, run `gutskin chat`"
    )]
    NoToken,
    #[error("the token file {} cannot be read: {reason}; discord.token_file names it", .path.display())]
    TokenFile { path: PathBuf, reason: String },
    #[error(
        "the Discord token is not one: it has spaces or other characters no token has; copy it anew under Bot, Reset Token"
    )]
    BadToken,
}

impl From<config::ConfigError> for ConfigError {
    fn from(error: config::ConfigError) -> Self {
        Self::Unusable(without_texts(error).to_string())
    }
}

/// The same without what was written: errors go to the log, and a text may hold a password.
fn without_texts(error: config::ConfigError) -> config::ConfigError {
    use config::ConfigError::{At, FileParse, Message, Type};
    match error {
        FileParse { uri, cause } => {
            // The lines between its first and its last show the file.
            let told = cause.to_string();
            let mut lines = told.lines();
            let place = lines.next().unwrap_or_default();
            let problem = lines.last().unwrap_or_default();
            FileParse { uri, cause: format!("{place}: {problem}").into() }
        }
        Type { origin, expected, key, .. } => {
            let error = Message(format!("invalid type, expected {expected}"));
            At { error: Box::new(error), origin, key }
        }
        Message(text) if text.starts_with("invalid type") => {
            let (_, expected) = text.rsplit_once("expected ").unwrap_or_default();
            Message(format!("invalid type, expected {expected}"))
        }
        At { error, origin, key } => At { error: Box::new(without_texts(*error)), origin, key },
        other => other,
    }
}

/// Whether Kubernetes or Docker set a variable, as they do for each service whose name begins like ours: `GUTSKIN_PORT`,
/// `GUTSKIN_METRICS_SERVICE_HOST`. Names of settings have two underscores.
fn names_a_service(variable: &str) -> bool {
    let parts = ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT_"];
    !variable.contains("__")
        && (variable.ends_with("_PORT") || parts.iter().any(|part| variable.contains(part)))
}

impl Config {
    /// Reads the settings of this process. `file` must exist; without one, `config.toml` is read if it stands here.
    ///
    /// # Errors
    /// A named file that is not there, an unknown key, a value of the wrong type.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = file.filter(|path| !path.is_file()) {
            return Err(ConfigError::NoFile(path.to_owned()));
        }
        // A variable that is not text is none of ours.
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        let environment = std::env::vars_os().filter_map(text);
        Self::layered(file.unwrap_or(Path::new(USUAL_FILE)), environment.collect())
    }

    fn layered(
        file: &Path,
        mut environment: config::Map<String, String>,
    ) -> Result<Self, ConfigError> {
        environment.retain(|name, _| name != STORE_KEY && !names_a_service(name));
        let environment = Environment::with_prefix("GUTSKIN")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("discord.test_guilds")
            .ignore_empty(true)
            .source(Some(environment));
        let layers = config::Config::builder()
            .add_source(File::from_str(EXAMPLE, FileFormat::Toml))
            .add_source(File::from(file).format(FileFormat::Toml).required(false))
            .add_source(environment)
            .build()?;
        Ok(layers.try_deserialize()?)
    }
}

/// The Discord token: the file's if one is named, else the environment's.
///
/// # Errors
/// When there is none, or it cannot be one.
pub fn token(config: &DiscordConfig, environment: Option<String>) -> Result<Secret, ConfigError> {
    let text = if config.token_file.as_os_str().is_empty() {
        environment.unwrap_or_default()
    } else {
        std::fs::read_to_string(&config.token_file).map_err(|error| ConfigError::TokenFile {
            path: config.token_file.clone(),
            reason: error.to_string(),
        })?
    };
    let token = text.trim().trim_start_matches("Bot ");
    if token.is_empty() {
        return Err(ConfigError::NoToken);
    }
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(ConfigError::BadToken);
    }
    Ok(Secret::new(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
        let folder =
            std::env::temp_dir().join(format!("gutskin-config-{}-{:p}", std::process::id(), &file));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("config.toml");
        std::fs::write(&path, file).unwrap();
        let environment = environment
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        // As the program prints it.
        let loaded = Config::layered(&path, environment)
            .map_err(|error| format!("{:#}", anyhow::Error::from(error)));
        std::fs::remove_dir_all(folder).unwrap();
        loaded
    }

    #[test]
    fn defaults_hold_without_a_file() {
        let config = Config::layered(Path::new("no-such-file.toml"), config::Map::new()).unwrap();
        assert_eq!(config.log.level, Level::Info);
        assert!(!config.discord.message_content);
        assert_eq!(config.discord.test_guilds, [0_u64; 0]);
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = load(
            "[discord]\nrest_proxy = \"a:1\"\ngateway_url = \"ws://file\"\n",
            &[
                ("GUTSKIN_DISCORD__REST_PROXY", "b:2"),
                ("GUTSKIN_DISCORD__MESSAGE_CONTENT", "true"),
                ("GUTSKIN_DISCORD__TEST_GUILDS", "1,22"),
                ("GUTSKIN_LOG__LEVEL", "debug"),
            ],
        )
        .unwrap();
        assert_eq!(config.discord.rest_proxy, "b:2");
        assert_eq!(config.discord.gateway_url, "ws://file");
        assert!(config.discord.message_content);
        assert_eq!(config.discord.test_guilds, [1, 22]);
        assert_eq!(config.log.level, Level::Debug);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (file, environment, wanted) in [
            ("[discrod]\n", &[][..], "discrod"),
            ("[discord]\nmesage_content = true\n", &[], "mesage_content"),
            ("[discord]\nmessage_content = \"maybe\"\n", &[], "discord.message_content"),
            ("[log]\nlevel = \"loud\"\n", &[], "loud"),
            ("[log\n", &[], "config.toml"),
            ("", &[("GUTSKIN_DISCORD__TEST_GUILDS", "x")], "test_guilds"),
            ("", &[("GUTSKIN_DISCORD__TOKEN", "s3cret")], "token"),
            ("[store]\nurl = \"postgres://bot:s3cret@db/x\n", &[], "line 2, column"),
            ("store = \"postgres://bot:s3cret@db/x\"\n", &[], "`store`"),
            ("[store]\nmost_megabytes = \"s3cret\"\n", &[], "most_megabytes"),
            ("", &[("GUTSKIN_LOG_LEVEL", "debug")], "log_level"),
        ] {
            let error = load(file, environment).expect_err(file);
            assert!(error.contains(wanted), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
            assert_eq!(error.matches("cannot be used").count(), 1, "{error}");
        }
    }

    #[test]
    fn variables_of_services_and_the_key_of_the_store_are_no_settings() {
        for name in [
            "GUTSKIN_PORT",
            "GUTSKIN_PORT_9100_TCP_ADDR",
            "GUTSKIN_SERVICE_HOST",
            "GUTSKIN_SERVICE_PORT_METRICS",
            "GUTSKIN_METRICS_SERVICE_HOST",
            "GUTSKIN_METRICS_PORT",
            STORE_KEY,
        ] {
            assert_eq!(load("", &[(name, "tcp://10.0.0.1:80")]), load("", &[]), "{name}");
        }
    }

    #[test]
    fn a_token_comes_from_file_or_environment() {
        let mut config = load("", &[]).unwrap().discord;
        let given =
            |text: &str| token(&config, Some(text.to_owned())).map(|t| t.expose().to_owned());
        assert_eq!(given(" Bot abc.def\n").unwrap(), "abc.def");
        assert!(matches!(given(""), Err(ConfigError::NoToken)));
        assert!(matches!(given("two words"), Err(ConfigError::BadToken)));
        config.token_file = PathBuf::from("no/such/file");
        assert!(matches!(token(&config, None), Err(ConfigError::TokenFile { .. })));
    }
}
