//! Watches a knowledge folder and says when it changes.
//!
//! Polls names, sizes and times of the files: a few dozen `stat` calls every two seconds, which unlike notifications
//! also works on network file systems and bind mounts.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const POLL: Duration = Duration::from_secs(2);

/// One line per file: name, size and time of the last change.
type Fingerprint = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Calls `changed` after every change of the folder, for ever, and waits for it.
///
/// A folder that cannot be listed counts as unchanged: somebody may be replacing it just now.
pub async fn watch(folder: PathBuf, mut changed: impl AsyncFnMut()) {
    let mut last = fingerprint_of(&folder).await;
    loop {
        tokio::time::sleep(POLL).await;
        let now = fingerprint_of(&folder).await;
        if now.is_some() && now != last {
            last = now;
            changed().await;
        }
    }
}

async fn fingerprint_of(folder: &Path) -> Option<Fingerprint> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || fingerprint(&folder)).await.ok()?.ok()
}

fn fingerprint(folder: &Path) -> std::io::Result<Fingerprint> {
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

fn line(path: PathBuf) -> (PathBuf, u64, Option<SystemTime>) {
    let about = std::fs::metadata(&path).ok();
    let size = about.as_ref().map_or(0, std::fs::Metadata::len);
    (path, size, about.and_then(|about| about.modified().ok()))
}
