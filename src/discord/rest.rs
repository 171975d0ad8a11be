//! The one place that sends: time limits, bounded retries, rate limits, errors without secrets.
//!
//! It speaks HTTP through hyper itself. twilight-http 0.18 sends a 429 without bucket headers again at once and for
//! ever, hides `Retry-After`, lets one request at a time through for all interactions together, and loses the status
//! of an answer that is not JSON. Knows nothing of questions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{Method, Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::error::RunError;
use super::fatal::Fatal;
use super::jitter;
use super::limiter::{Limiter, Notice};
use super::route::Route;
use crate::config::Secret;

const DISCORD: &str = "https://discord.com";
const API: &str = "/api/v10";
const AGENT: &str =
    concat!("DiscordBot (", env!("CARGO_PKG_NAME"), ", ", env!("CARGO_PKG_VERSION"), ")");

/// Codes of Discord that are worth telling apart.
const UNKNOWN_INTERACTION: u64 = 10062;
const ALREADY_ACKNOWLEDGED: u64 = 40060;
const WEBHOOK_TOKEN: u64 = 50027;

/// Nothing that the bot reads is longer.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// Idle connections are dropped before a middlebox forgets them.
const IDLE: Duration = Duration::from_secs(50);
/// However much budget is left.
const MOST_TRIES: u32 = 12;
const FIRST_PAUSE: Duration = Duration::from_millis(150);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long a request may take: altogether, and each try.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub(super) deadline: Instant,
    pub(super) attempt: Duration,
}

/// Why a request came to nothing. Prints no address, no token and no body.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum RestError {
    #[error("{0}")]
    Unreachable(&'static str),
    #[error("status {status}, code {code}")]
    Refused { status: u16, code: u64 },
    #[error("status {status}, unreadable answer")]
    Garbled { status: u16 },
    #[error("rate limited for longer than the request may take")]
    Limited,
}

impl RestError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub(super) const fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Limited => true,
            Self::Refused { status, .. } | Self::Garbled { status } => {
                *status >= 500 || *status < 300
            }
        }
    }
}

/// Discord's REST.
pub(super) struct Rest {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    authorization: HeaderValue,
    limiter: Limiter,
    fatal: Fatal,
    /// Interactions that were answered too late.
    late: AtomicU64,
}

/// What one try brought back.
struct Answer {
    status: u16,
    body: Bytes,
}

enum Verdict {
    Done(Bytes),
    /// The limiter knows when to try again.
    Limited,
    Failed(RestError),
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
    /// If the proxy is no address or the token no header.
    pub(super) fn new(proxy: &str, token: &Secret, fatal: Fatal) -> Result<Self, RunError> {
        let mut authorization = HeaderValue::try_from(format!("Bot {}", token.expose()))
            .map_err(|_| RunError::Token)?;
        authorization.set_sensitive(true);
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(|error| RunError::Unreachable(error.to_string()))?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let (base, connector) = if proxy.is_empty() {
            (DISCORD.to_owned(), tls.https_only().enable_http1().wrap_connector(tcp))
        } else {
            (format!("http://{proxy}"), tls.https_or_http().enable_http1().wrap_connector(tcp))
        };
        let valid = base.parse::<Uri>().is_ok_and(|uri| uri.host().is_some() && uri.path() == "/");
        if !valid {
            let problem = "write HOST:PORT, without http:// and without a path".to_owned();
            return Err(RunError::Address { key: "rest_proxy", problem });
        }
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        let late = AtomicU64::new(0);
        Ok(Self { client, base, authorization, limiter: Limiter::default(), fatal, late })
    }

    /// Reads something.
    ///
    /// # Errors
    /// If Discord refuses, cannot be reached in time, or answers something else.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        route: &Route,
        budget: Budget,
    ) -> Result<T, RestError> {
        let body = self.send(Method::GET, route, Bytes::new(), budget).await?;
        serde_json::from_slice(&body)
            .map_err(|_| failed(&Method::GET, route, RestError::Garbled { status: 200 }))
    }

    /// Replaces something.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached in time.
    pub(super) async fn put(
        &self,
        route: &Route,
        body: &impl Serialize,
        budget: Budget,
    ) -> Result<(), RestError> {
        self.send(Method::PUT, route, encode(body)?, budget).await.map(drop)
    }

    /// Sends a message, or answers an interaction.
    ///
    /// # Errors
    /// If Discord refuses or cannot be reached in time.
    pub(super) async fn post(
        &self,
        route: &Route,
        body: &impl Serialize,
        budget: Budget,
    ) -> Result<(), RestError> {
        self.send(Method::POST, route, encode(body)?, budget).await.map(drop)
    }

    /// Tries until it works, is refused, or the budget is used up.
    async fn send(
        &self,
        method: Method,
        route: &Route,
        body: Bytes,
        budget: Budget,
    ) -> Result<Bytes, RestError> {
        let mut pause = FIRST_PAUSE;
        let mut last = RestError::Limited;
        for tries in 1..=MOST_TRIES {
            while let Some(free) = self.limiter.free_at(route, Instant::now()) {
                if free >= budget.deadline {
                    return Err(failed(&method, route, RestError::Limited));
                }
                sleep_until(free).await;
            }
            let verdict = match self.attempt(&method, route, body.clone(), budget).await {
                Ok(answer) => self.judge(route, answer, tries),
                Err(error) => Verdict::Failed(error),
            };
            match verdict {
                Verdict::Done(body) => return Ok(body),
                Verdict::Limited => {
                    tracing::info!(%method, route = route.template(), "Discord limits the rate of a request");
                    last = RestError::Limited;
                }
                Verdict::Failed(error) => {
                    let next = Instant::now() + jitter::around(pause);
                    if !error.passes() || next >= budget.deadline {
                        return Err(failed(&method, route, error));
                    }
                    tracing::info!(%method, route = route.template(), %error, tries, "request is tried again");
                    sleep_until(next).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    last = error;
                }
            }
        }
        Err(failed(&method, route, last))
    }

    /// One request and its answer, whatever its status.
    async fn attempt(
        &self,
        method: &Method,
        route: &Route,
        body: Bytes,
        budget: Budget,
    ) -> Result<Answer, RestError> {
        let until = budget.deadline.min(Instant::now() + budget.attempt);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{API}{}", self.base, route.path()))
            .header(USER_AGENT, AGENT);
        if !route.is_interaction() {
            request = request.header(AUTHORIZATION, &self.authorization);
        }
        if method != Method::GET {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(Full::new(body))
            .map_err(|_| RestError::Unreachable("the address is invalid"))?;

        let response = timeout_at(until, self.client.request(request)).await;
        let response = response
            .map_err(|_| RestError::Unreachable("no answer in time"))?
            .map_err(|error| RestError::Unreachable(cause(&error)))?;
        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        let body = timeout_at(until, Limited::new(body, LONGEST_BODY).collect()).await;
        let body = match body {
            Ok(Ok(body)) => body.to_bytes(),
            // What was asked for is missing.
            _ if method == Method::GET && head.status.is_success() => {
                return Err(RestError::Unreachable("the answer broke off"));
            }
            // The status says it all.
            _ => Bytes::new(),
        };
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        self.limiter.learn(route, &Notice::read(status, header, &body), Instant::now());
        Ok(Answer { status, body })
    }

    /// What an answer means for the request.
    fn judge(&self, route: &Route, answer: Answer, tries: u32) -> Verdict {
        let Answer { status, body } = answer;
        if (200..300).contains(&status) {
            return Verdict::Done(body);
        }
        if status == 429 {
            return Verdict::Limited;
        }
        let code = serde_json::from_slice::<Problem>(&body).ok().map(|problem| problem.code);
        match code {
            // An earlier try got through, though its answer did not.
            Some(ALREADY_ACKNOWLEDGED) if tries > 1 => return Verdict::Done(Bytes::new()),
            Some(ALREADY_ACKNOWLEDGED) => {
                tracing::warn!(
                    "an interaction had been answered before: does another process use this token?"
                );
                return Verdict::Done(Bytes::new());
            }
            Some(UNKNOWN_INTERACTION) => {
                let late = self.late.fetch_add(1, Ordering::Relaxed) + 1;
                tracing::warn!(late, "an interaction was answered too late");
            }
            _ => {}
        }
        // The token of an interaction runs out; that says nothing about the bot's.
        if status == 401 && !route.is_interaction() && code != Some(WEBHOOK_TOKEN) {
            self.fatal.report(RunError::Token);
        }
        Verdict::Failed(match code {
            Some(code) => RestError::Refused { status, code },
            None => RestError::Garbled { status },
        })
    }
}

fn encode(body: &impl Serialize) -> Result<Bytes, RestError> {
    // Only maps with keys that are no strings fail, and there are none.
    serde_json::to_vec(body)
        .map(Bytes::from)
        .map_err(|_| RestError::Unreachable("the body is no JSON"))
}

/// The kind of failure, without the address that hyper's own words may hold.
fn cause(error: &hyper_util::client::legacy::Error) -> &'static str {
    if error.is_connect() { "no connection" } else { "the connection broke" }
}

/// The one log line of a request that came to nothing.
fn failed(method: &Method, route: &Route, error: RestError) -> RestError {
    tracing::warn!(%method, route = route.template(), %error, "request to Discord failed");
    error
}
