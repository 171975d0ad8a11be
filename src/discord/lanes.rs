//! The clients that requests go out through, and the single try of a request.
//!
//! twilight-http's limiter puts every interaction into one queue and lets one request of a queue out at a time, so a
//! single client would let one hanging callback hold up all others. Knows nothing of what is tried again.

use std::array;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use http::Uri;
use http::uri::Authority;
use tokio::time::{Instant, timeout_at};
use twilight_http::Client;
use twilight_http::request::Request;
use twilight_http::response::marker::EmptyBody;

use super::error::RunError;
use super::route::Route;
use super::timing::Timing;
use crate::config::Secret;

/// Callbacks on their way at the same time.
const LANES: usize = 16;

/// One client for what the bot does under its token, several for interactions.
pub(super) struct Lanes {
    bot: Lane,
    interactions: [Lane; LANES],
}

/// A client and how many calls are using it.
struct Lane {
    client: Client,
    /// For each try.
    limit: Duration,
    busy: AtomicUsize,
}

/// A lane in use; given back when dropped.
pub(super) struct Taken<'l>(&'l Lane);

/// Why a try brought no success.
pub(super) enum Setback {
    /// Not answered before the deadline, or not within the time of a try.
    Late,
    /// A success whose body broke off.
    HalfBody,
    Failed(twilight_http::Error),
}

impl Lanes {
    /// To Discord itself, or in plain HTTP to `proxy`, a `HOST:PORT` that speaks for it.
    ///
    /// # Errors
    /// If the proxy is no address.
    pub(super) fn new(proxy: &str, token: &Secret, timing: Timing) -> Result<Self, RunError> {
        if !proxy.is_empty() && !is_host(proxy) {
            let problem = "write HOST:PORT, without http:// and without a path".to_owned();
            return Err(RunError::Address { key: "rest_proxy", problem });
        }
        Ok(Self {
            bot: Lane::new(proxy, Some(token), timing.attempt),
            // An interaction carries its own authorisation: these never learn the bot's token.
            interactions: array::from_fn(|_| Lane::new(proxy, None, timing.callback_attempt)),
        })
    }

    /// The lane for a route. Of several, the least busy one, so that a quiet bot always uses the first, whose
    /// connection is open.
    pub(super) fn take(&self, route: &Route) -> Taken<'_> {
        if !route.is_interaction() {
            self.bot.busy.fetch_add(1, Ordering::Relaxed);
            return Taken(&self.bot);
        }
        loop {
            let [first, others @ ..] = &self.interactions;
            let (lane, load) = others.iter().map(|lane| (lane, lane.load())).fold(
                (first, first.load()),
                |least, next| if next.1 < least.1 { next } else { least },
            );
            // Somebody else may have taken it meanwhile.
            if lane
                .busy
                .compare_exchange(load, load + 1, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
            {
                return Taken(lane);
            }
        }
    }
}

/// Whether `HOST:PORT` makes an address that nothing is left to guess in.
fn is_host(proxy: &str) -> bool {
    let Ok(uri) = format!("http://{proxy}").parse::<Uri>() else { return false };
    let bare = uri.path() == "/" && uri.query().is_none();
    // What follows the host must be a port, not just anything behind a colon.
    let host = |at: &Authority| at.as_str() == at.host() || at.port_u16().is_some();
    bare && uri.authority().is_some_and(host)
}

impl Lane {
    fn new(proxy: &str, token: Option<&Secret>, limit: Duration) -> Self {
        // Remembering a refused token would also refuse what needs none.
        let mut builder = Client::builder().timeout(limit).remember_invalid_token(false);
        if !proxy.is_empty() {
            builder = builder.proxy(proxy.to_owned(), true);
        }
        if let Some(token) = token {
            builder = builder.token(token.expose().to_owned());
        }
        Self { client: builder.build(), limit, busy: AtomicUsize::new(0) }
    }

    fn load(&self) -> usize {
        self.busy.load(Ordering::Relaxed)
    }
}

impl Taken<'_> {
    /// Sends a request once, whatever comes back: a 429 ends as `RequestCanceled`, after twilight-http has waited
    /// where Discord limits a route, at once where it limits everything.
    pub(super) async fn send(
        &self,
        request: Request,
        deadline: Instant,
    ) -> Result<Vec<u8>, Setback> {
        let mut response = self.0.client.request::<EmptyBody>(request);
        let sent = AtomicBool::new(false);
        response.set_pre_flight(move || !sent.swap(true, Ordering::Relaxed));
        let answer = timeout_at(deadline, response).await.map_err(|_| Setback::Late)?;
        let body = answer.map_err(Setback::Failed)?.bytes();
        let until = deadline.min(Instant::now() + self.0.limit);
        match timeout_at(until, body).await {
            Ok(Ok(body)) => Ok(body),
            _ => Err(Setback::HalfBody),
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::id::{ChannelId, InteractionId};

    use super::{LANES, Lanes, is_host};
    use crate::config::Secret;
    use crate::discord::route::Route;
    use crate::discord::timing::Timing;

    #[test]
    fn a_proxy_is_a_host_and_a_port() {
        for (proxy, expected) in [
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("proxy.internal", true),
            ("http://127.0.0.1:8080", false),
            ("127.0.0.1:8080/api", false),
            ("127.0.0.1:port", false),
            ("a b", false),
            ("host?x", false),
        ] {
            assert_eq!(is_host(proxy), expected, "{proxy}");
        }
    }

    #[tokio::test]
    async fn interactions_spread_and_come_back_to_the_first_lane() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let lanes = Lanes::new("127.0.0.1:9", &Secret::new("t"), Timing::default()).unwrap();
        let token = Secret::new("i");
        let callback = Route::Callback { interaction: InteractionId::new(1), token };
        let loads = || lanes.interactions.each_ref().map(super::Lane::load);

        let taken: Vec<_> = (0..=LANES).map(|_| lanes.take(&callback)).collect();
        assert_eq!((loads()[0], loads()[1], loads()[LANES - 1]), (2, 1, 1));
        drop(taken);
        assert_eq!(loads(), [0; LANES]);
        for _ in 0..3 {
            let _first = lanes.take(&callback);
            assert_eq!(loads()[0], 1, "a quiet bot stays on one connection");
        }
        let _message = lanes.take(&Route::Messages(ChannelId::new(1)));
        assert_eq!((loads(), lanes.bot.load()), ([0; LANES], 1));
    }
}
