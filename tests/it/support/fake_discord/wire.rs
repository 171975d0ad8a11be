//! The HTTP side of the socket: accepts connections, tells gateway upgrades from REST requests,
//! records, misbehaves on order, and writes answers with Discord's headers.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt as _, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request as HttpRequest, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use super::forms::{self, File};
use super::misbehave::{Misbehaviour, Plan};
use super::rest::{self, Answer, Call};
use super::world::Request;
use super::{Inner, gateway};

type Body = BoxBody<Bytes, io::Error>;

/// Accepts until the fake is dropped.
pub(super) async fn serve(inner: Arc<Inner>, listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        // Small frames back and forth: without this each waits for the other's delayed ack.
        let _ = stream.set_nodelay(true);
        inner.spawn(connection(Arc::clone(&inner), stream));
    }
}

async fn connection(inner: Arc<Inner>, stream: TcpStream) {
    let service = service_fn(|request| answer(Arc::clone(&inner), request));
    // A client that goes away is an everyday thing.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

/// An error makes hyper close the connection without a word.
async fn answer(
    inner: Arc<Inner>,
    request: HttpRequest<Incoming>,
) -> Result<Response<Body>, io::Error> {
    if request.headers().contains_key(header::SEC_WEBSOCKET_KEY) {
        return upgrade(&inner, request).await;
    }
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let text = |name: header::HeaderName| {
        head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let full = head.uri.path();
    let path = full.strip_prefix("/api").unwrap_or(full);
    let path = percent_decoded(path.strip_prefix("/v10").unwrap_or(path).trim_end_matches('/'));
    let read = read_body(&text(header::CONTENT_TYPE), &body);
    let (body, files) = match read {
        Ok((body, files)) => (Ok(body), files),
        Err(why) => (Err(why), Vec::new()),
    };
    let call = Call {
        method: head.method.as_str().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        authorization: text(header::AUTHORIZATION),
        user_agent: text(header::USER_AGENT),
        body,
        path,
    };
    handle(&inner, call, files).await
}

/// discord.js writes `%40original`.
fn percent_decoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte {
            out.push(byte);
            out.extend(&part.as_bytes()[2..]);
        } else {
            out.push(b'%');
            out.extend(part.as_bytes());
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The JSON of a body and the files that came with it; `Err` when it is not JSON.
fn read_body(content_type: &str, body: &[u8]) -> Result<(Value, Vec<File>), String> {
    if body.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    if let Some((_, boundary)) = content_type.split_once("boundary=") {
        return forms::read(boundary.trim_matches('"'), body);
    }
    if !content_type.starts_with("application/json") {
        return Err(format!("content type {content_type:?}"));
    }
    let json = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    Ok((json, Vec::new()))
}

async fn handle(
    inner: &Arc<Inner>,
    call: Call,
    files: Vec<File>,
) -> Result<Response<Body>, io::Error> {
    let body = call.body.clone().unwrap_or_else(|error| json!({ "not JSON": error }));
    let recorded = Request {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        route: rest::route(&call.method, &call.path),
        body,
        files,
        at: Instant::now(),
        status: 0,
        code: 0,
    };
    let route = recorded.route.clone();
    let (number, wrong) = inner.change(|world| {
        world.requests.push(recorded);
        let rule = world
            .rules
            .iter_mut()
            .find(|rule| rule.times > 0 && rule.matches(&call.method, &call.path));
        let wrong = rule.map(|rule| {
            rule.times -= 1;
            rule.what.clone()
        });
        if let Some(Misbehaviour::GloballyRateLimited { retry_after }) = &wrong {
            world.globally_limited_until = Some(Instant::now() + *retry_after);
        }
        let limited = world.globally_limited_until.filter(|until| *until > Instant::now());
        // Interaction routes are not bound to the bot's global limit.
        let wrong = wrong.or_else(|| {
            let until = limited.filter(|_| call.needs_token())?;
            let retry_after = until.saturating_duration_since(Instant::now());
            Some(Misbehaviour::GloballyRateLimited { retry_after })
        });
        (world.requests.len() - 1, wrong)
    });
    let work = || inner.change(|world| rest::answer(world, &call));
    let settle = |answer: &Answer| {
        inner.change(|world| {
            let request = &mut world.requests[number];
            request.status = answer.status;
            request.code = answer.body.as_ref().and_then(|body| body["code"].as_u64()).unwrap_or(0);
        });
    };
    let answer = match wrong {
        None => work(),
        Some(Misbehaviour::RateLimited { retry_after }) => {
            let answer = Answer::new(429, limited_body(retry_after, false));
            settle(&answer);
            return Ok(limited(&route, &answer, retry_after, "user"));
        }
        Some(Misbehaviour::GloballyRateLimited { retry_after }) => {
            let answer = Answer::new(429, limited_body(retry_after, true));
            settle(&answer);
            return Ok(limited(&route, &answer, retry_after, "global"));
        }
        Some(Misbehaviour::BareRateLimit) => {
            settle(&Answer::empty(429));
            return Ok(plain(429, "text/plain", "error code: 1015"));
        }
        Some(Misbehaviour::Status(status)) => {
            Answer::new(status, json!({ "message": format!("{status}: by order"), "code": 0 }))
        }
        Some(Misbehaviour::StatusAfterWork(status)) => {
            work();
            Answer::new(status, json!({ "message": format!("{status}: by order"), "code": 0 }))
        }
        Some(Misbehaviour::Refuse { status, code }) => {
            Answer::new(status, json!({ "message": "By order of the test", "code": code }))
        }
        Some(Misbehaviour::Html(status)) => {
            settle(&Answer::empty(status));
            let page = "<!DOCTYPE html><html><body><h1>Error</h1></body></html>";
            return Ok(plain(status, "text/html; charset=UTF-8", page));
        }
        Some(Misbehaviour::Slow(delay)) => {
            let answer = work();
            tokio::time::sleep(delay).await;
            answer
        }
        Some(Misbehaviour::Silence) => return std::future::pending().await,
        Some(Misbehaviour::LostAnswer) => {
            settle(&work());
            return std::future::pending().await;
        }
        Some(Misbehaviour::HalfBody) => {
            let answer = work();
            settle(&answer);
            return Ok(half(&answer));
        }
        Some(Misbehaviour::Hangup) => return Err(io::ErrorKind::ConnectionReset.into()),
    };
    settle(&answer);
    Ok(whole(&route, &answer))
}

fn limited_body(retry_after: Duration, global: bool) -> Value {
    json!({
        "message": "You are being rate limited.", "retry_after": retry_after.as_secs_f64(),
        "global": global, "code": 0,
    })
}

fn full(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never: Infallible| match never {}).boxed()
}

fn plain(status: u16, content_type: &'static str, text: &'static str) -> Response<Body> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status_code(status);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).expect("a status between 100 and 999")
}

/// An answer with the headers of a route that is far from its limit.
fn whole(route: &str, answer: &Answer) -> Response<Body> {
    let text = answer.body.as_ref().map(Value::to_string).unwrap_or_default();
    let mut response = Response::new(full(text));
    *response.status_mut() = status_code(answer.status);
    let headers = response.headers_mut();
    if answer.body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // Discord sends these with answers of the route itself, not with a refused token.
    if !matches!(answer.status, 401 | 403) {
        set(headers, "x-ratelimit-bucket", &bucket(route));
        set(headers, "x-ratelimit-limit", "50");
        set(headers, "x-ratelimit-remaining", "49");
        set(headers, "x-ratelimit-reset", &reset(Duration::from_secs(1)));
        set(headers, "x-ratelimit-reset-after", "1.000");
    }
    response
}

fn limited(route: &str, answer: &Answer, wait: Duration, scope: &'static str) -> Response<Body> {
    let mut response = whole(route, answer);
    let headers = response.headers_mut();
    // Whole seconds, rounded up, in this header; the exact time in the others.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    set(headers, "retry-after", &seconds.to_string());
    set(headers, "x-ratelimit-scope", scope);
    if scope == "global" {
        set(headers, "x-ratelimit-global", "true");
        for name in ["bucket", "limit", "remaining", "reset", "reset-after"] {
            headers.remove(format!("x-ratelimit-{name}"));
        }
    } else {
        set(headers, "x-ratelimit-remaining", "0");
        set(headers, "x-ratelimit-reset", &reset(wait));
        set(headers, "x-ratelimit-reset-after", &format!("{:.3}", wait.as_secs_f64()));
    }
    response
}

fn set(headers: &mut hyper::HeaderMap, name: &'static str, value: &str) {
    headers.insert(name, HeaderValue::from_str(value).expect("plain letters and digits"));
}

fn reset(wait: Duration) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    format!("{:.3}", (now.unwrap_or_default() + wait).as_secs_f64())
}

/// An opaque name, the same for all requests of a route.
fn bucket(route: &str) -> String {
    let mut hasher = sha1_smol::Sha1::new();
    hasher.update(route.as_bytes());
    hasher.digest().to_string()[..32].to_owned()
}

/// The headers promise the whole body; the connection ends after half of it.
fn half(answer: &Answer) -> Response<Body> {
    let text = answer.body.as_ref().map_or_else(|| " ".repeat(64), Value::to_string);
    let first = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let cut = stream::once(async {
        // Time for the first half to leave; hyper drops what is unsent at an error.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let parts = stream::iter([Ok(Frame::data(first))]).chain(cut);
    let mut response = Response::new(BodyExt::boxed(StreamBody::new(parts)));
    let status = if answer.body.is_some() { answer.status } else { 200 };
    *response.status_mut() = status_code(status);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Answers a gateway handshake, as the next plan says, and hands the socket to the gateway.
async fn upgrade(
    inner: &Arc<Inner>,
    mut request: HttpRequest<Incoming>,
) -> Result<Response<Body>, io::Error> {
    let plan = inner.change(|world| {
        let plan = world.plans.pop_front();
        if let Some(plan) = plan {
            world.gateway_log.push(format!("! next connection: {plan:?}"));
        }
        plan
    });
    match plan {
        Some(Plan::HangHandshake) => return std::future::pending().await,
        Some(Plan::Refuse(status)) => return Ok(plain(status, "text/plain", "refused by order")),
        _ => {}
    }
    let mut hasher = sha1_smol::Sha1::new();
    if let Some(key) = request.headers().get(header::SEC_WEBSOCKET_KEY) {
        hasher.update(key.as_bytes());
    }
    hasher.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    let accept = STANDARD.encode(hasher.digest().bytes());

    let query = request.uri().query().unwrap_or_default().to_owned();
    let resumed = request.uri().path().starts_with("/resume");
    let upgraded = hyper::upgrade::on(&mut request);
    let gateway_side = Arc::clone(inner);
    inner.spawn(async move {
        if let Ok(io) = upgraded.await {
            gateway::run(gateway_side, TokioIo::new(io), &query, resumed, plan).await;
        }
    });
    let mut response = Response::new(full(""));
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    set(headers, "sec-websocket-accept", &accept);
    Ok(response)
}
