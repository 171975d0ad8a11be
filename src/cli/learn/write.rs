//! Puts changed files in place: each as a whole, and none if somebody has edited one in the meantime.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::learn::Study;

/// Texts of files, by path below the folder.
pub(super) type Texts = BTreeMap<String, String>;

/// A file with its text before and after.
#[derive(Debug)]
pub(super) struct Change {
    /// Below the folder.
    pub(super) path: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// The files that a study has changed.
pub(super) fn changes(found: &Texts, study: &Study) -> Vec<Change> {
    let changed = study.files().filter_map(|(path, after)| {
        let before = found.get(path).filter(|before| before.as_str() != after)?;
        Some(Change { path: path.to_owned(), before: before.clone(), after: after.to_owned() })
    });
    changed.collect()
}

/// Writes all new texts beside the old files first, then moves each into its place.
pub(super) fn all(changes: &[Change], folder: &Path) -> anyhow::Result<()> {
    let mut ready = Vec::new();
    for change in changes {
        // A link is followed: what it leads to changes, not the link.
        let path = folder.join(&change.path);
        let path = fs::canonicalize(&path).unwrap_or(path);
        let now = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        ensure!(
            now == change.before,
            "{} was edited in the meantime; nothing was written",
            path.display()
        );
        ready.push((path, change.after.as_str()));
    }
    let written = ready.iter().map(|(path, text)| beside(path, text)).collect::<Vec<_>>();
    if written.iter().any(Result::is_err) {
        written.iter().flatten().for_each(|temporary| {
            // It was never put in place; what is left of it does no harm.
            let _ = fs::remove_file(temporary);
        });
    }
    let written = written.into_iter().collect::<anyhow::Result<Vec<PathBuf>>>()?;
    for (temporary, (path, _)) in written.iter().zip(&ready) {
        fs::rename(temporary, path)
            .with_context(|| format!("{} cannot be replaced", path.display()))?;
    }
    Ok(())
}

/// Writes a text into a hidden file beside another, with that one's permissions, down to the disk.
fn beside(path: &Path, text: &str) -> anyhow::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.new"));
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()
    };
    write().with_context(|| format!("{} cannot be written", temporary.display()))?;
    Ok(temporary)
}
