//! Watches a knowledge folder and says when it changes.
//!
//! Polls names, sizes and times of the files: a few dozen `stat` calls every two seconds, which unlike notifications
//! also works on network file systems and bind mounts.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const POLL: Duration = Duration::from_secs(2);

/// What the files of a folder look like, to tell later whether they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Vec<Line>);

/// Name, size and time of the last change of a file.
type Line = (PathBuf, u64, Option<SystemTime>);

impl Stamp {
    /// None of a folder that cannot be listed.
    #[must_use]
    pub fn of(folder: &Path) -> Option<Self> {
        lines(folder).ok().map(Self)
    }
}

/// Calls `changed` after every change of the folder since `last`, for ever, and waits for it. Whoever takes `last` before
/// reading the folder misses no change.
///
/// A folder that cannot be listed counts as unchanged: somebody may be replacing it just now.
pub async fn watch(folder: PathBuf, mut last: Option<Stamp>, mut changed: impl AsyncFnMut()) {
    loop {
        tokio::time::sleep(POLL).await;
        let folder = folder.clone();
        let now = tokio::task::spawn_blocking(move || Stamp::of(&folder)).await.ok().flatten();
        if now.is_some() && now != last {
            last = now;
            changed().await;
        }
    }
}

fn lines(folder: &Path) -> std::io::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            for inner in std::fs::read_dir(&path)? {
                lines.push(line(inner?.path()));
            }
        } else {
            lines.push(line(path));
        }
    }
    lines.sort();
    Ok(lines)
}

fn line(path: PathBuf) -> Line {
    let about = std::fs::metadata(&path).ok();
    let size = about.as_ref().map_or(0, std::fs::Metadata::len);
    (path, size, about.and_then(|about| about.modified().ok()))
}
