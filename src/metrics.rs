//! Numbers for the operator's monitoring: Prometheus' text format over HTTP, where the operator asked for it.
//!
//! None of them names a server, a person or a question. Must not know Discord.
//! Format: <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::app::App;
use crate::store::Health;

/// A monitoring system asks in milliseconds; whoever takes longer is let go.
const PATIENCE: Duration = Duration::from_secs(5);

/// Every number as it is now.
#[must_use]
pub fn text(app: &App) -> String {
    let snapshot = app.current();
    let (version, revision) = (env!("CARGO_PKG_VERSION"), &snapshot.corpus().revision);
    let info = format!("info{{version=\"{version}\",revision=\"{revision}\"}}");
    let mut numbers = vec![
        number(&info, "gauge", "The program and the knowledge that it serves.", 1),
        number("events_lost_total", "counter", "Events that found no room.", app.lost_events()),
    ];
    if let Some(store) = app.store() {
        let Health { reachable, queued, lost, .. } = store.health();
        numbers.extend([
            number("store_reachable", "gauge", "Whether the database answers.", reachable.into()),
            number("store_queued", "gauge", "Entries that wait to be written.", queued as u64),
            number("store_lost_total", "counter", "Entries that will not be written.", lost),
        ]);
    }
    numbers.concat()
}

/// `name` may carry labels.
fn number(name: &str, kind: &str, help: &str, value: u64) -> String {
    let bare = name.split('{').next().unwrap_or(name);
    format!("# HELP gutskin_{bare} {help}\n# TYPE gutskin_{bare} {kind}\ngutskin_{name} {value}\n")
}

/// Answers `GET /metrics` for ever, and `GET /health` with `ok` as long as the process lives: members are answered while
/// the database is away, so that is no reason to start it anew.
pub async fn serve(listener: TcpListener, app: Arc<App>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(answer(stream, Arc::clone(&app)))),
            Err(error) => {
                tracing::warn!(%error, "a connection for the metrics was not accepted");
                // Mostly too many open files: the next one fares no better at once.
                sleep(PATIENCE).await;
            }
        }
    }
}

async fn answer(stream: TcpStream, app: Arc<App>) {
    let service = service_fn(|request| {
        let response = respond(&request, &app);
        async { Ok::<_, Infallible>(response) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).keep_alive(false);
    // Who hangs up early or asks nonsense only harms itself.
    let _ = timeout(PATIENCE, builder.serve_connection(TokioIo::new(stream), service)).await;
}

fn respond(request: &Request<Incoming>, app: &App) -> Response<Full<Bytes>> {
    let (status, kind, body) = match request.uri().path() {
        "/metrics" => (StatusCode::OK, "text/plain; version=0.0.4", text(app)),
        "/health" => (StatusCode::OK, "text/plain", "ok\n".to_owned()),
        _ => (StatusCode::NOT_FOUND, "text/plain", "ask for /metrics or /health\n".to_owned()),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static(kind));
    response
}
