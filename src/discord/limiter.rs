//! When a request may go out: what Discord said of its limits, remembered per route and for everything.
//!
//! Knows nothing of HTTP beyond names of headers; never sleeps itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::route::Route;

/// More limits than this at once are swept of those that have passed.
const SWEEP: usize = 256;
/// Where a 429 does not say for how long.
const UNTOLD: Duration = Duration::from_secs(1);
/// However little a 429 asks for.
const LEAST: Duration = Duration::from_millis(50);

/// What one response says about limits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Notice {
    /// The route has no request left for this long.
    pub(super) exhausted: Option<Duration>,
    /// From a 429: nothing before this has passed.
    pub(super) retry_after: Option<Duration>,
    /// The 429 is about every route.
    pub(super) global: bool,
}

impl Notice {
    /// From the headers of any response, by lower-case name, and the body of a 429.
    pub(super) fn read<'a>(
        status: u16,
        header: impl Fn(&str) -> Option<&'a str>,
        body: &[u8],
    ) -> Self {
        let duration = |name| header(name).and_then(|value| value.parse().ok()).and_then(seconds);
        let exhausted = header("x-ratelimit-remaining")
            .filter(|left| *left == "0")
            .and_then(|_| duration("x-ratelimit-reset-after"));
        if status != 429 {
            return Self { exhausted, ..Self::default() };
        }
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let told = [duration("retry-after"), body.retry_after.and_then(seconds), exhausted];
        Self {
            exhausted,
            // The header is in whole seconds, the body is not: the longer one is safe.
            retry_after: Some(told.into_iter().flatten().max().unwrap_or(UNTOLD).max(LEAST)),
            global: body.global
                || header("x-ratelimit-global").is_some()
                || header("x-ratelimit-scope") == Some("global"),
        }
    }
}

#[derive(serde::Deserialize, Default)]
struct Body {
    #[serde(default)]
    retry_after: Option<f64>,
    #[serde(default)]
    global: bool,
}

fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}

/// The limits in force.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    everything: Option<Instant>,
    routes: HashMap<(&'static str, u64), Instant>,
}

impl Limiter {
    /// When the next request to `route` may go out; `None` for at once.
    pub(super) fn free_at(&self, route: &Route, now: Instant) -> Option<Instant> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let global = state.everything.filter(|_| !route.is_interaction());
        let own = state.routes.get(&(route.template(), route.major())).copied();
        [global, own].into_iter().flatten().max().filter(|until| *until > now)
    }

    /// Remembers what a response to `route` said.
    pub(super) fn learn(&self, route: &Route, notice: &Notice, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if notice.global
            && let Some(wait) = notice.retry_after
        {
            state.everything = state.everything.max(Some(now + wait));
        }
        // Also after a global 429: an interaction is outside that limit and was refused all the same.
        if let Some(wait) = notice.retry_after.or(notice.exhausted) {
            if state.routes.len() >= SWEEP {
                state.routes.retain(|_, until| *until > now);
            }
            let until = state.routes.entry((route.template(), route.major())).or_insert(now);
            *until = (*until).max(now + wait);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serenity::model::id::{ChannelId, InteractionId};
    use tokio::time::Instant;

    use super::{Limiter, Notice};
    use crate::config::Secret;
    use crate::discord::route::Route;

    #[track_caller]
    fn check(
        status: u16,
        headers: &[(&str, &str)],
        body: &str,
        expected: (Option<u64>, Option<u64>, bool),
    ) {
        let header =
            |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let notice = Notice::read(status, header, body.as_bytes());
        let millis =
            |wait: Option<Duration>| wait.map(|wait| u64::try_from(wait.as_millis()).unwrap());
        let got = (millis(notice.exhausted), millis(notice.retry_after), notice.global);
        assert_eq!(got, expected, "{status} {headers:?} {body}");
    }

    #[test]
    fn what_responses_say() {
        let left = |n| [("x-ratelimit-remaining", n), ("x-ratelimit-reset-after", "1.5")];
        check(200, &[], "", (None, None, false));
        check(200, &left("1"), "", (None, None, false));
        check(200, &left("0"), "", (Some(1500), None, false));
        check(429, &[], "", (None, Some(1000), false));
        check(429, &[], "<html>", (None, Some(1000), false));
        check(429, &[("retry-after", "2")], "", (None, Some(2000), false));
        check(429, &[("retry-after", "soon")], "", (None, Some(1000), false));
        check(429, &[("retry-after", "-1")], r#"{"retry_after":0.3}"#, (None, Some(300), false));
        check(429, &[], r#"{"retry_after":1.25,"global":false}"#, (None, Some(1250), false));
        check(
            429,
            &[("retry-after", "1")],
            r#"{"retry_after":0.4,"global":true}"#,
            (None, Some(1000), true),
        );
        check(429, &[("x-ratelimit-scope", "global")], "", (None, Some(1000), true));
        check(429, &[("x-ratelimit-global", "true")], "", (None, Some(1000), true));
    }

    #[test]
    fn limits_hold_where_they_belong() {
        let limiter = Limiter::default();
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let (one, two) = (Route::Messages(ChannelId::new(1)), Route::Messages(ChannelId::new(2)));
        let token = Secret::new("t");
        let callback = Route::Callback { interaction: InteractionId::new(1), token };

        let own = Notice { retry_after: Some(second), ..Notice::default() };
        limiter.learn(&one, &own, now);
        assert_eq!(limiter.free_at(&one, now), Some(now + second));
        assert_eq!(limiter.free_at(&two, now), None);
        assert_eq!(limiter.free_at(&one, now + second), None);

        let global = Notice { retry_after: Some(second * 3), global: true, ..Notice::default() };
        limiter.learn(&one, &global, now);
        assert_eq!(limiter.free_at(&two, now), Some(now + second * 3));
        assert_eq!(
            limiter.free_at(&callback, now),
            None,
            "interactions are outside the global limit"
        );
    }
}
