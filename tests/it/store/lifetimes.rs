//! How long things stay.

use std::time::Duration;

use gutskin::model::{Change, Community, Event, ShadowVerdict, Verdict};
use gutskin::store::{Store, Timing};

use super::contract::{GUILD, OTHER, asked, correction, origin, tell};
use super::databases::{Database, eventually, written};
use super::tables;
use super::unanswered::{ask, keeps};

/// Leaves something in every table.
async fn fill(store: &Store, on: &Database, guild: u64) {
    keeps(store, guild).await;
    for person in 1..=3 {
        ask(store, guild, person, "a question").await;
    }
    let answer = "acne/what".to_owned();
    tell(store, asked(origin(guild, 1), Some("acne/what"), None)).await;
    tell(store, Event::Judged { origin: origin(guild, 1), answer, helpful: true }).await;
    tell(store, Event::Shadowed { origin: origin(guild, 1), verdict: ShadowVerdict::Right }).await;
    let correction = correction(guild, "corrected", Verdict::Silence, on);
    store.change(guild, Change::Correct { correction, asker: Some(1) }).await;
    store.forget(99, Some(guild)).await;
    written(store).await;
}

/// Lets days pass, and the store see that they have.
async fn pass(on: &Database, store: &Store, days: i64) {
    on.time.pass_days(days);
    // The next runs of the job.
    tokio::time::sleep(on.timing().poll * 5).await;
    written(store).await;
}

#[tokio::test]
async fn each_thing_goes_in_its_time() {
    for on in Database::shared().await {
        let store = on.open().await;
        fill(&store, &on, GUILD).await;
        let count = async |query| tables::number(&on, query).await;
        let marks = "SELECT COUNT(*) FROM askings";
        let week = "SELECT COUNT(*) FROM secrets WHERE name LIKE 'week:%'";
        let linked = "SELECT COUNT(*) FROM unanswered WHERE words_of <> '' OR question <> ''";
        let texts = "SELECT COUNT(*) FROM unanswered";
        let tombstones = "SELECT COUNT(*) FROM tombstones";
        let counts = "SELECT (SELECT COUNT(*) FROM counts) + (SELECT COUNT(*) FROM judgements) \
            + (SELECT COUNT(*) FROM shadowed)";
        // From a Wednesday: Sunday, Monday, the 29th day, the 30th, the 399th, the 400th.
        for (days, expected) in [
            (4, [3, 1, 1, 1, 1, 4]),
            (1, [0, 0, 0, 1, 1, 4]),
            (24, [0, 0, 0, 1, 1, 4]),
            (1, [0, 0, 0, 0, 0, 4]),
            (369, [0, 0, 0, 0, 0, 4]),
            (1, [0, 0, 0, 0, 0, 0]),
        ] {
            pass(&on, &store, days).await;
            let found = [
                count(marks).await,
                count(week).await,
                count(linked).await,
                count(texts).await,
                count(tombstones).await,
                count(counts).await,
            ];
            assert_eq!(found, expected, "{} on {}", on.name, on.time.today());
        }
        assert_eq!(store.community(GUILD).corrections.len(), 1, "settled is settled");
    }
}

#[tokio::test]
async fn a_guild_that_was_left_goes_after_a_while() {
    for on in Database::shared().await {
        let store = on.open().await;
        fill(&store, &on, GUILD).await;
        fill(&store, &on, OTHER).await;
        store.left(GUILD);
        written(&store).await;
        pass(&on, &store, 29).await;
        assert!(store.community(GUILD).keeps_unanswered, "{}: not yet", on.name);
        // A second notice does not begin anew.
        store.left(GUILD);
        written(&store).await;
        pass(&on, &store, 1).await;
        assert_eq!(*store.community(GUILD), Community::default(), "{}", on.name);
        assert!(store.community(OTHER).keeps_unanswered, "{}", on.name);
        for (table, rows) in tables::rows(&on).await {
            let id = format!("guild={GUILD}");
            assert!(!rows.iter().any(|row| row.contains(&id)), "{}: {table}", on.name);
        }
    }
}

#[tokio::test]
async fn a_guild_that_comes_back_in_time_keeps_everything() {
    for on in Database::shared().await {
        let store = on.open().await;
        fill(&store, &on, GUILD).await;
        store.left(GUILD);
        written(&store).await;
        pass(&on, &store, 29).await;
        store.arrived(GUILD);
        written(&store).await;
        pass(&on, &store, 29).await;
        assert!(store.community(GUILD).keeps_unanswered, "{}", on.name);
    }
}

/// A start brings every guild: what nothing changed of is neither written nor read again.
#[tokio::test]
async fn a_guild_that_is_known_is_left_as_it_is() {
    let version = "SELECT latest FROM versions WHERE name = 'communities'";
    for on in Database::shared().await {
        let store = on.open().await;
        store.arrived(GUILD);
        store.arrived(OTHER);
        written(&store).await;
        let before = tables::number(&on, version).await;
        assert_eq!(tables::number(&on, "SELECT COUNT(*) FROM guilds").await, 2, "{}", on.name);
        store.arrived(GUILD);
        store.arrived(OTHER);
        written(&store).await;
        assert_eq!(tables::number(&on, version).await, before, "{}", on.name);
    }
}

/// Its rows went while another process had them in memory.
#[tokio::test]
async fn a_guild_that_comes_back_too_late_begins_anew_everywhere() {
    for on in Database::shared().await {
        let store = on.open().await;
        fill(&store, &on, GUILD).await;
        store.left(GUILD);
        written(&store).await;
        let seldom = Timing { sweep: Duration::from_hours(1), ..on.timing() };
        let other = on.open_with(seldom).await;
        assert!(other.community(GUILD).keeps_unanswered, "{}", on.name);
        pass(&on, &store, 30).await;
        store.arrived(GUILD);
        eventually(on.name, || async { !other.community(GUILD).keeps_unanswered }).await;
    }
}

#[tokio::test]
async fn guilds_left_while_the_bot_was_away_are_found() {
    let shard = |guild: u64| u32::try_from((guild >> 22) % 2).expect("0 or 1");
    for on in Database::shared().await {
        let store = on.open().await;
        let mine: Vec<u64> = (1_u64..4).map(|n| n << 23).collect();
        let foreign = (1 << 23) + (1 << 22);
        for guild in mine.iter().chain([&foreign]) {
            keeps(&store, *guild).await;
        }
        // The first is there, of the second it was noted that it was left, the third was left while nobody looked.
        store.left(mine[1]);
        store.present(&mine[..2], shard(mine[0]), 2);
        eventually("noted", || async { store.health().queued == 0 }).await;
        let left = tables::number(&on, "SELECT COUNT(*) FROM guilds WHERE left_day > 0").await;
        assert_eq!(left, 1, "{}", on.name);
        pass(&on, &store, 30).await;
        for (guild, stays) in [(mine[0], true), (mine[1], true), (mine[2], false), (foreign, true)]
        {
            assert_eq!(store.community(guild).keeps_unanswered, stays, "{}: {guild}", on.name);
        }
    }
}
