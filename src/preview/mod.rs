//! A page on the maintainer's own machine: the bot as members see it, over the folder being edited, and all that is
//! wrong with that.
//!
//! Shows the very bodies that Discord would get and adds nothing to them. Must not know the knowledge files: what was read
//! comes in.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::uri::Authority;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Deserialize;
use serde_json::{Value, json};
use time::Date;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::discord::seen;
use crate::pipeline::Snapshot;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing from elsewhere: the page works without a network and shows texts as they are.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";
/// More than the longest message with what is pressed below it.
const MOST_BYTES: usize = 64 * 1024;
/// Too many open files: the next connection fares no better at once.
const PAUSE: Duration = Duration::from_secs(1);

/// What came of reading the folder once.
#[derive(Debug)]
pub struct Look {
    /// None where it cannot be asked anything.
    pub snapshot: Option<Arc<Snapshot>>,
    /// As `gutskin check --format json` prints it.
    pub problems: Value,
}

/// What the page shows. Shared by all who look at it.
#[derive(Debug)]
pub struct Preview {
    state: RwLock<Arc<State>>,
}

#[derive(Debug)]
struct State {
    /// Grows with every look at the folder.
    number: u64,
    /// Of the last look that had one.
    snapshot: Option<Arc<Snapshot>>,
    /// Whether that was an earlier look than the last.
    earlier: bool,
    problems: Value,
}

/// What the page sends.
#[derive(Debug, Deserialize)]
struct Asked {
    question: String,
    /// Absent where a question is asked and nothing pressed.
    custom_id: Option<String>,
    #[serde(default)]
    values: Vec<String>,
}

impl Preview {
    #[must_use]
    pub fn new(first: Look) -> Self {
        let Look { snapshot, problems } = first;
        Self {
            state: RwLock::new(Arc::new(State { number: 1, snapshot, earlier: false, problems })),
        }
    }

    /// Takes in a later look. What can be asked nothing leaves the last that could.
    pub fn show(&self, look: Look) {
        let last = self.state();
        let earlier = look.snapshot.is_none();
        let snapshot = look.snapshot.or_else(|| last.snapshot.clone());
        let next = State { number: last.number + 1, snapshot, earlier, problems: look.problems };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    fn state(&self) -> Arc<State> {
        // A panic while swapping two pointers cannot leave half a value: the lock's poison says nothing.
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn json(&self) -> Value {
        let revision = self.snapshot.as_ref().map(|snapshot| &snapshot.corpus().revision);
        let Self { number, earlier, problems, .. } = self;
        json!({ "number": number, "revision": revision, "earlier": earlier, "problems": problems })
    }

    /// What a member would see then; null while there is nothing to ask.
    fn seen(&self, asked: &Asked, today: Date) -> Value {
        let Some(snapshot) = &self.snapshot else { return Value::Null };
        match &asked.custom_id {
            None => seen::asked(snapshot, &asked.question, today),
            Some(id) => seen::pressed(snapshot, id, &asked.values, &asked.question, today),
        }
    }
}

/// Shows the page for ever. `today` says which day it is.
pub async fn serve(listener: TcpListener, preview: Arc<Preview>, today: fn() -> Date) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(answer(stream, Arc::clone(&preview), today))),
            Err(_) => sleep(PAUSE).await,
        }
    }
}

async fn answer(stream: TcpStream, preview: Arc<Preview>, today: fn() -> Date) {
    let service = service_fn(|request| {
        let preview = &preview;
        async move { Ok::<_, Infallible>(respond(request, &preview.state(), today()).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new());
    // Who hangs up early or asks nonsense only harms itself.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(request: Request<Incoming>, state: &State, today: Date) -> Response<Full<Bytes>> {
    if !is_asked_by_address(&request) {
        return plain(StatusCode::FORBIDDEN, "ask by the address that gutskin printed");
    }
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/") => found("text/html; charset=utf-8", PAGE),
        (&Method::GET, "/page.css") => found("text/css; charset=utf-8", STYLE),
        (&Method::GET, "/page.js") => found("text/javascript; charset=utf-8", SCRIPT),
        (&Method::GET, "/state") => found("application/json", state.json().to_string()),
        (&Method::POST, "/ask") => match read(request).await {
            Ok(asked) => found("application/json", state.seen(&asked, today).to_string()),
            Err(reason) => plain(StatusCode::BAD_REQUEST, &reason),
        },
        _ => plain(StatusCode::NOT_FOUND, "there is only the page at /"),
    }
}

/// A page of somebody else's can make a browser ask here by a name that leads to this machine, never by its address.
fn is_asked_by_address(request: &Request<Incoming>) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|host| {
        let name = host.host().trim_matches(['[', ']']);
        name == "localhost" || name.parse::<IpAddr>().is_ok()
    })
}

async fn read(request: Request<Incoming>) -> Result<Asked, String> {
    let body = Limited::new(request.into_body(), MOST_BYTES).collect().await;
    let body = body.map_err(|error| format!("that was not understood: {error}"))?;
    serde_json::from_slice(&body.to_bytes())
        .map_err(|error| format!("that was not understood: {error}"))
}

fn found(kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn plain(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = found("text/plain; charset=utf-8", format!("{text}\n"));
    *response.status_mut() = status;
    response
}
