//! What moderators are shown of a channel in `shadow` mode, and the buttons by which they judge it.

use std::time::Duration;

use serenity::all::ButtonStyle;
use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};

use tokio::time::timeout;

use super::{OUTDATED, Office, custom_id, wrong_answer};
use crate::discord::act::{Act, Amended, Decided, Desk};
use crate::discord::card;
use crate::discord::links;
use crate::discord::precision::Precision;
use crate::discord::render::Post;
use crate::model::{Event, Mode, Origin, Reply, ShadowVerdict};

/// The first part of the buttons' details.
pub(super) const NAME: &str = "shadow";

/// The letter and the label of each verdict.
/// A form opens only in time: where the database is slow the line goes without what was judged before.
const SOON: Duration = Duration::from_millis(500);

const VERDICTS: [(ShadowVerdict, &str, &str); 3] = [
    (ShadowVerdict::Right, "r", "Right"),
    (ShadowVerdict::Wrong, "w", "Wrong"),
    (ShadowVerdict::Silent, "s", "Should be silent"),
];

/// An answer that was not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::discord) struct Shadow {
    pub(in crate::discord) guild: GuildId,
    /// The channel or category whose mode it was: what is judged counts there.
    pub(in crate::discord) settled: u64,
    pub(in crate::discord) channel: ChannelId,
    pub(in crate::discord) message: MessageId,
    pub(in crate::discord) asker: UserId,
}

impl Shadow {
    /// What moderators see: where it was, the answer, and the buttons.
    pub(in crate::discord) fn post(&self, reply: &Reply) -> Post {
        let link = links::jump(Some(self.guild), self.channel, self.message);
        let line = format!("In <#{}> I would have said this, unasked, to {link}", self.channel);
        let key = reply.answer.as_deref().unwrap_or_default();
        let buttons = VERDICTS.iter().filter_map(|(verdict, letter, label)| {
            let id = self.custom_id(letter, key).or_else(|| self.custom_id(letter, ""))?;
            let style = match verdict {
                ShadowVerdict::Right => ButtonStyle::Success,
                ShadowVerdict::Wrong => ButtonStyle::Danger,
                ShadowVerdict::Silent => ButtonStyle::Secondary,
            };
            Some(CreateButton::new(id).label(*label).style(style))
        });
        let row = CreateActionRow::Buttons(buttons.collect());
        Post::card(card::card(reply)).under(&line).with(vec![row])
    }

    fn custom_id(&self, letter: &str, key: &str) -> Option<String> {
        let Self { settled, channel, message, .. } = self;
        // In hexadecimal, so that there is room for the name of the answer.
        let detail = format!("{letter}:{settled:x}:{:x}:{:x}:{key}", channel.get(), message.get());
        custom_id(self.asker, NAME, &detail)
    }
}

/// A pressed button, read.
struct Judged<'d> {
    verdict: ShadowVerdict,
    label: &'static str,
    settled: u64,
    channel: ChannelId,
    message: MessageId,
    /// The answer, where it found room.
    key: &'d str,
}

impl<'d> Judged<'d> {
    fn read(detail: &'d str) -> Option<Self> {
        let parts: Vec<&str> = detail.splitn(5, ':').collect();
        let [letter, settled, channel, message, key] = parts[..] else { return None };
        let id = |text| u64::from_str_radix(text, 16).ok().filter(|id| *id != 0);
        let (verdict, _, label) = VERDICTS.into_iter().find(|(_, known, _)| *known == letter)?;
        Some(Self {
            verdict,
            label,
            settled: id(settled)?,
            channel: ChannelId::new(id(channel)?),
            message: MessageId::new(id(message)?),
            key,
        })
    }
}

/// Counts a verdict and shows in place of the buttons how often the bot has been right there.
pub(super) async fn judge(desk: &Desk<'_>, office: Office<'_>, detail: String) -> Decided {
    let Some(judged) = Judged::read(&detail) else { return Decided::line(OUTDATED, "outdated") };
    let before = timeout(SOON, office.store.shadowed(office.guild, judged.settled)).await;
    let before = before.ok().and_then(Result::ok);
    let precision = before.map(|before| Precision::of(&before).with(judged.verdict));
    let origin = Origin {
        community: Some(office.guild),
        channel: judged.settled,
        person: desk.scene.asker.get(),
    };
    desk.app.tell(Event::Shadowed { origin, verdict: judged.verdict });
    let post = Post::line(said(desk, &judged, precision));
    match desk.shown {
        Some(shown) if judged.verdict == ShadowVerdict::Wrong => {
            let becomes = Some(post);
            let amended = Amended { channel: desk.scene.channel, message: shown.id, becomes };
            // The draft was kept when moderators were shown the answer, under the id of the message.
            let draft = desk.drafts.get(judged.message.get()).unwrap_or_default();
            Decided { amend: Some(amended), ..wrong_answer::begin(desk, draft) }
        }
        _ => Decided::new(Act::Change(post), "shadow judged"),
    }
}

fn said(desk: &Desk, judged: &Judged, precision: Option<Precision>) -> String {
    let Judged { label, settled, channel, message, key, .. } = judged;
    let link = links::jump(desk.scene.guild, *channel, *message);
    let answer = if key.is_empty() { String::new() } else { format!(" `{key}`") };
    let mut said = format!("**{label}**, says <@{}>:{answer} to {link}", desk.scene.asker);
    let Some(precision) = precision else { return said };
    said = format!("{said}\n{precision}");
    let mode = desk.scene.community.modes.get(settled);
    if precision.is_enough() && mode == Some(&Mode::Shadow) {
        said = format!("{said}. `/mod channel mode:auto` lets me speak unasked in <#{settled}>.");
    }
    said
}
