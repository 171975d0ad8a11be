//! The one place that sends: time limits, bounded retries, errors without secrets.
//!
//! twilight-http carries each request and keeps Discord's limits. Two things about 0.18 shape this module. It repeats a
//! 429 by itself without end, and at once where the limit is global or bare: a pre-flight check lets one try through,
//! and the pauses are ours. Its limiter lets out one interaction at a time: they share `lanes`. Knows nothing of
//! questions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::{Instant, sleep_until};
use twilight_http::error::ErrorType;
use twilight_http::request::{Form, Method, RequestBuilder};

use super::error::RunError;
use super::fatal::Fatal;
use super::gate::Gate;
use super::jitter;
use super::lanes::{Lanes, Setback};
use super::render::Attachment;
use super::route::Route;
use super::timing::Timing;
use crate::config::Secret;

/// Codes of Discord that are worth telling apart.
const UNKNOWN_INTERACTION: u64 = 10062;
const ALREADY_ACKNOWLEDGED: u64 = 40060;

/// However much time is left.
const MOST_TRIES: u32 = 12;
const FIRST_PAUSE: Duration = Duration::from_millis(150);
/// After a 429, whose `Retry-After` stays inside twilight-http. Two such pauses fit into the time of a callback.
const FIRST_LIMITED_PAUSE: Duration = Duration::from_millis(900);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why a request came to nothing. Prints no address, no token and no body.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum RestError {
    #[error("{0}")]
    Unreachable(&'static str),
    #[error("status {status}, code {code}")]
    Refused { status: u16, code: u64 },
    #[error("unreadable answer")]
    Garbled,
    #[error("rate limited for longer than the request may take")]
    Limited,
    #[error("the request cannot be built")]
    Unbuilt,
}

impl RestError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub(super) const fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Garbled | Self::Limited => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Unbuilt => false,
        }
    }
}

/// Discord's REST.
pub(super) struct Rest {
    lanes: Lanes,
    /// For what the bot does under its token.
    gate: Gate,
    /// Interactions are outside that limit, and have little time: they hold up each other at most.
    interactions_gate: Gate,
    fatal: Fatal,
    /// Interactions that were answered too late.
    late: AtomicU64,
}

/// What is asked of Discord.
struct Call<'r> {
    method: Method,
    route: &'r Route,
    body: Option<Vec<u8>>,
    files: &'r [Attachment],
}

/// Discord's errors.
#[derive(Deserialize)]
struct Problem {
    code: u64,
}

impl Rest {
    /// Talks to Discord itself, or in plain HTTP to `proxy`, a `HOST:PORT` that speaks for it.
    ///
    /// # Errors
    /// If the proxy is no address.
    pub(super) fn new(
        proxy: &str,
        token: &Secret,
        timing: Timing,
        fatal: Fatal,
    ) -> Result<Self, RunError> {
        Ok(Self {
            lanes: Lanes::new(proxy, token, timing)?,
            gate: Gate::default(),
            interactions_gate: Gate::default(),
            fatal,
            late: AtomicU64::new(0),
        })
    }

    /// Reads something.
    ///
    /// # Errors
    /// If Discord refuses, cannot be reached before the deadline, or answers something else.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        route: &Route,
        deadline: Instant,
    ) -> Result<T, RestError> {
        let call = Call { method: Method::Get, route, body: None, files: &[] };
        let body = self.send(&call, deadline).await?;
        serde_json::from_slice(&body).map_err(|_| call.failed(RestError::Garbled))
    }

    /// Replaces something.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached before the deadline.
    pub(super) async fn put(
        &self,
        route: &Route,
        body: &impl Serialize,
        deadline: Instant,
    ) -> Result<(), RestError> {
        self.send(&Call::with(Method::Put, route, body, &[])?, deadline).await.map(drop)
    }

    /// Sends a message, or answers an interaction. Gives what Discord made of it, if that could be read.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached before the deadline.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        route: &Route,
        body: &impl Serialize,
        deadline: Instant,
    ) -> Result<Option<T>, RestError> {
        self.post_with(route, body, &[], deadline).await
    }

    /// [`Self::post`] with files.
    ///
    /// # Errors
    /// As there.
    pub(super) async fn post_with<T: DeserializeOwned>(
        &self,
        route: &Route,
        body: &impl Serialize,
        files: &[Attachment],
        deadline: Instant,
    ) -> Result<Option<T>, RestError> {
        self.write(&Call::with(Method::Post, route, body, files)?, deadline).await
    }

    /// Changes something. Gives what Discord made of it, if that could be read.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached before the deadline.
    pub(super) async fn patch<T: DeserializeOwned>(
        &self,
        route: &Route,
        body: &impl Serialize,
        deadline: Instant,
    ) -> Result<Option<T>, RestError> {
        self.patch_with(route, body, &[], deadline).await
    }

    /// [`Self::patch`] with files.
    ///
    /// # Errors
    /// As there.
    pub(super) async fn patch_with<T: DeserializeOwned>(
        &self,
        route: &Route,
        body: &impl Serialize,
        files: &[Attachment],
        deadline: Instant,
    ) -> Result<Option<T>, RestError> {
        self.write(&Call::with(Method::Patch, route, body, files)?, deadline).await
    }

    /// What Discord made of it, if that could be read.
    async fn write<T: DeserializeOwned>(
        &self,
        call: &Call<'_>,
        deadline: Instant,
    ) -> Result<Option<T>, RestError> {
        Ok(serde_json::from_slice(&self.send(call, deadline).await?).ok())
    }

    /// Takes something back.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached before the deadline.
    pub(super) async fn delete(&self, route: &Route, deadline: Instant) -> Result<(), RestError> {
        let call = Call { method: Method::Delete, route, body: None, files: &[] };
        self.send(&call, deadline).await.map(drop)
    }

    /// Tries until it works, is refused, or the time is used up.
    async fn send(&self, call: &Call<'_>, deadline: Instant) -> Result<Vec<u8>, RestError> {
        let (mut pause, mut limited_pause) = (FIRST_PAUSE, FIRST_LIMITED_PAUSE);
        let mut tries = 1;
        loop {
            if !self.gate(call.route).pass(deadline).await {
                return Err(self.give_up(call, RestError::Limited));
            }
            let begun = Instant::now();
            let error = match self.attempt(call, deadline).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };
            if is_answered(&error, tries) {
                return Ok(Vec::new());
            }
            let next = if error == RestError::Limited {
                // From the beginning of the try: what twilight-http waited itself is not waited again.
                let next = begun + limited_pause;
                limited_pause = LONGEST_PAUSE.min(limited_pause * 3 / 2);
                let now = Instant::now();
                // It waits for a limit of one route. Where it did not, the limit may be everybody's.
                if next > now {
                    self.gate(call.route).shut(next);
                }
                next.max(now)
            } else {
                let next = Instant::now() + jitter::around(pause);
                pause = LONGEST_PAUSE.min(pause * 2);
                next
            };
            if !error.passes() || next >= deadline || tries == MOST_TRIES {
                return Err(self.give_up(call, error));
            }
            call.log_retry(&error, tries);
            sleep_until(next).await;
            tries += 1;
        }
    }

    const fn gate(&self, route: &Route) -> &Gate {
        if route.is_interaction() { &self.interactions_gate } else { &self.gate }
    }

    /// One request and its answer.
    async fn attempt(&self, call: &Call<'_>, deadline: Instant) -> Result<Vec<u8>, RestError> {
        let mut request = RequestBuilder::raw(call.method, call.route.path());
        if let Some(body) = &call.body {
            request = match call.form(body) {
                Some(form) => request.form(form),
                None => request.body(body.clone()),
            };
        }
        let request = request.build().map_err(|_| RestError::Unbuilt)?;
        match self.lanes.take(call.route).send(request, deadline).await {
            Ok(body) => Ok(body),
            // The status said it all, unless something was asked for.
            Err(Setback::HalfBody) if call.body.is_some() => Ok(Vec::new()),
            Err(Setback::HalfBody) => Err(RestError::Unreachable("the answer broke off")),
            Err(Setback::Late) => Err(RestError::Unreachable("no answer in time")),
            Err(Setback::Failed(error)) => Err(meaning(error.kind())),
        }
    }

    /// The one log line of a request that came to nothing, and what follows from it.
    fn give_up(&self, call: &Call<'_>, error: RestError) -> RestError {
        match error {
            RestError::Refused { code: UNKNOWN_INTERACTION, .. } => {
                let late = self.late.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::warn!(late, "an interaction was answered too late");
            }
            // The token of an interaction runs out; that says nothing about the bot's.
            RestError::Refused { status: 401, .. } if !call.route.is_interaction() => {
                self.fatal.report(RunError::Token);
            }
            _ => {}
        }
        call.failed(error)
    }
}

impl<'r> Call<'r> {
    fn with(
        method: Method,
        route: &'r Route,
        body: &impl Serialize,
        files: &'r [Attachment],
    ) -> Result<Self, RestError> {
        // Only maps with keys that are no strings fail, and there are none.
        let body = serde_json::to_vec(body).map_err(|_| RestError::Unbuilt)?;
        Ok(Self { method, route, body: Some(body), files })
    }

    /// The body and the files as one form; none where there are no files.
    fn form(&self, body: &[u8]) -> Option<Form> {
        let whole = Form::new().json_part(b"payload_json", body);
        let files = self.files.iter().enumerate();
        (!self.files.is_empty()).then(|| {
            files.fold(whole, |form, (number, file)| {
                let name = format!("files[{number}]");
                form.file_part(name.as_bytes(), file.name.as_bytes(), &file.content)
            })
        })
    }

    fn log_retry(&self, error: &RestError, tries: u32) {
        let (method, route) = (self.method.name(), self.route.template());
        if *error == RestError::Limited {
            tracing::info!(method, route, tries, "Discord limits the rate of a request");
        } else {
            tracing::debug!(method, route, %error, tries, "request is tried again");
        }
    }

    fn failed(&self, error: RestError) -> RestError {
        let (method, route) = (self.method.name(), self.route.template());
        tracing::warn!(method, route, %error, "request to Discord failed");
        error
    }
}

/// Whether an interaction has its answer, so that another one is neither needed nor taken.
fn is_answered(error: &RestError, tries: u32) -> bool {
    let done = matches!(error, RestError::Refused { code: ALREADY_ACKNOWLEDGED, .. });
    // After the first try it was an earlier one that got through, though its answer did not.
    if done && tries == 1 {
        tracing::warn!(
            "an interaction had been answered before: does another process use this token?"
        );
    }
    done
}

/// What twilight-http's error means, without what it may quote.
fn meaning(error: &ErrorType) -> RestError {
    match error {
        ErrorType::Response { body, status, .. } => match serde_json::from_slice(body) {
            Ok(Problem { code }) => RestError::Refused { status: status.get(), code },
            Err(_) => RestError::Garbled,
        },
        // A web page where Discord's JSON should be: the proxy before Discord is in trouble. The status is lost.
        ErrorType::Parsing { .. } => RestError::Garbled,
        // Nothing else cancels but the pre-flight check, and that only after a 429.
        ErrorType::RequestCanceled => RestError::Limited,
        ErrorType::RequestTimedOut => RestError::Unreachable("no answer in time"),
        ErrorType::RequestError => RestError::Unreachable("no connection, or it broke"),
        // A token that fits no header is as wrong as one that Discord refuses.
        ErrorType::CreatingHeader { .. } => RestError::Refused { status: 401, code: 0 },
        _ => RestError::Unbuilt,
    }
}
