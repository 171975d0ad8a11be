//! Reading what was recorded, and ordering trouble.

use serde_json::{Value, json};

use super::FakeDiscord;
use super::misbehave::{self, Misbehaviour, Plan};
use super::world::{Order, Request, Resume, World};

/// REST.
impl FakeDiscord {
    /// Every REST request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.look(|world| world.requests.clone())
    }

    /// Requests of one route, written `POST /channels/*/messages`.
    pub fn requests_to(&self, route: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.route == route).collect()
    }

    /// Waits for the n-th request of a route and gives all of them.
    pub async fn until_requests(&self, route: &str, count: usize) -> Vec<Request> {
        let look = |world: &World| {
            let found: Vec<Request> =
                world.requests.iter().filter(|it| it.route == route).cloned().collect();
            (found.len() >= count).then_some(found)
        };
        self.inner.until(&format!("{count} requests to {route}"), look).await
    }

    /// Requests that were answered with a 4xx, however they came to it.
    pub fn rejected(&self) -> Vec<Request> {
        self.requests().into_iter().filter(|it| (400..500).contains(&it.status)).collect()
    }

    /// Takes what `finish` would fail on, for tests that provoke it.
    pub fn take_violations(&self) -> Vec<String> {
        self.change(|world| std::mem::take(&mut world.violations))
    }

    pub fn take_unknown_routes(&self) -> Vec<String> {
        self.change(|world| std::mem::take(&mut world.unknown_routes))
    }

    /// Everything that happened so far, for people.
    pub fn story(&self) -> String {
        self.look(World::story)
    }

    /// Makes the next `times` requests that fit the pattern go wrong. A star stands for a method or
    /// one part of a path: `POST /channels/*/messages`, `* /gateway/bot`.
    pub fn misbehave(&self, pattern: &str, what: Misbehaviour, times: usize) {
        let rule = misbehave::Rule { pattern: pattern.to_owned(), what, times };
        self.change(|world| world.rules.push(rule));
    }

    /// Ends all misbehaviour, the global rate limit too.
    pub fn behave(&self) {
        self.change(|world| {
            world.rules.clear();
            world.plans.clear();
            world.globally_limited_until = None;
            world.acknowledge_heartbeats = true;
        });
    }

    /// The bot may no longer write in this channel (403, 50013).
    pub fn forbid_writing(&self, channel: u64) {
        self.change(|world| world.muted_channels.push(channel));
    }
}

impl FakeDiscord {
    /// The bot may no longer embed in this channel: embeds are left out of its messages, and a message of nothing else
    /// is refused (403, 50013).
    pub fn forbid_embeds(&self, channel: u64) {
        self.change(|world| world.embedless_channels.push(channel));
    }
}

/// The gateway seen from the test.
impl FakeDiscord {
    /// Gateway connections opened so far.
    pub fn connections(&self) -> usize {
        self.look(|world| world.connections.len())
    }

    pub fn open_connections(&self) -> usize {
        self.look(|world| world.connections.iter().filter(|it| it.open).count())
    }

    /// The data of every IDENTIFY so far, without the token.
    pub fn identifies(&self) -> Vec<Value> {
        self.look(|world| world.identifies.clone())
    }

    /// Every RESUME that found its session.
    pub fn resumes(&self) -> Vec<Resume> {
        self.look(|world| world.resumes.clone())
    }

    pub async fn until_connections(&self, count: usize) {
        let look = |world: &World| (world.connections.len() >= count).then_some(());
        self.inner.until(&format!("{count} gateway connections"), look).await;
    }

    pub async fn until_identifies(&self, count: usize) {
        let look = |world: &World| (world.identifies.len() >= count).then_some(());
        self.inner.until(&format!("{count} identifies"), look).await;
    }

    pub async fn until_resumes(&self, count: usize) {
        let look = |world: &World| (world.resumes.len() >= count).then_some(());
        self.inner.until(&format!("{count} resumed sessions"), look).await;
    }

    /// Waits until no gateway connection is open.
    pub async fn until_disconnected(&self) {
        let look = |world: &World| (!world.connections.iter().any(|it| it.open)).then_some(());
        self.inner.until("the bot to leave the gateway", look).await;
    }

    /// Closes every connection with a code. 4004 and 4010 to 4014 end sessions, as at Discord.
    pub fn close(&self, code: u16) {
        self.change(|world| {
            if matches!(code, 1000 | 1001 | 4004 | 4007 | 4009..=4014) {
                world.invalidate_sessions();
            }
            world.end_all(|| Order::Close(Some(code)));
        });
    }

    /// An empty close frame.
    pub fn close_without_code(&self) {
        self.change(|world| world.end_all(|| Order::Close(None)));
    }

    /// Ends the TCP connections without a close frame.
    pub fn drop_connections(&self) {
        self.change(|world| world.end_all(|| Order::Cut));
    }

    /// Op 7: please come back.
    pub fn reconnect(&self) {
        self.op(7, &Value::Null);
    }

    /// Op 9. With `false` the sessions are gone.
    pub fn invalid_session(&self, resumable: bool) {
        if !resumable {
            self.change(World::invalidate_sessions);
        }
        self.op(9, &Value::Bool(resumable));
    }

    /// Op 1 from the server: the client must answer with a heartbeat at once.
    pub fn ask_for_heartbeat(&self) {
        self.op(1, &Value::Null);
    }

    fn op(&self, op: u64, data: &Value) {
        let text = json!({ "op": op, "s": null, "t": null, "d": data }).to_string();
        self.change(|world| {
            world.gateway_log.push(format!("! op {op} to every connection"));
            world.tell_all(&text);
        });
    }

    /// From now on heartbeats get no acknowledgement.
    pub fn stop_acknowledging_heartbeats(&self) {
        self.change(|world| world.acknowledge_heartbeats = false);
    }

    /// The next connection gets a socket and then nothing, not even hello.
    pub fn hang_next_connection(&self) {
        self.next_connection(Plan::NoHello);
    }

    /// Plans pile up: one for each connection to come.
    pub fn next_connection(&self, plan: Plan) {
        self.change(|world| world.plans.push_back(plan));
    }
}
