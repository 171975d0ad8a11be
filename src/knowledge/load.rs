//! Brings knowledge files in: from inside the binary or from a folder. The only reader of the disk.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::validate::MAX_FILE_BYTES;
use super::{File, Reading, read};

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// Parts that a folder may leave out; the shipped ones serve then, so that a folder on another subject starts with
/// topics alone and is never without its safety rules.
const OPTIONAL_PARTS: [&str; 4] = ["lexicon.toml", "silence.toml", "settings.toml", "safety/"];

/// Reads the knowledge inside the binary.
#[must_use]
pub fn shipped() -> Reading {
    read(shipped_files())
}

/// Reads a knowledge folder.
///
/// # Errors
/// When the folder itself cannot be listed. Problems with single files stand in the reading's report.
pub fn folder(path: &Path) -> std::io::Result<Reading> {
    let mut files = folder_files(path)?;
    add_missing_parts(&mut files);
    Ok(read(files))
}

fn shipped_files() -> Vec<File> {
    let mut files = Vec::new();
    collect_shipped(&SHIPPED, &mut files);
    files
}

fn collect_shipped(dir: &Dir<'_>, files: &mut Vec<File>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if is_toml(&path) {
            let text = file.contents_utf8().map(str::to_owned).ok_or_else(|| NOT_UTF8.to_owned());
            files.push(File { path, text });
        }
    }
    for dir in dir.dirs() {
        collect_shipped(dir, files);
    }
}

const NOT_UTF8: &str = "this file is not UTF-8 text";

/// The TOML files of a folder and of the folders directly inside it. Nothing deeper is read, so links cannot make it
/// run in circles.
pub(super) fn folder_files(root: &Path) -> std::io::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let name = name_of(&path);
        if path.is_dir() {
            let Ok(inner) = fs::read_dir(&path) else { continue };
            for path in inner.filter_map(|entry| Some(entry.ok()?.path())) {
                let relative = format!("{name}/{}", name_of(&path));
                if is_toml(&relative) {
                    files.push(File { path: relative, text: read_text(&path) });
                }
            }
        } else if is_toml(&name) {
            files.push(File { path: name, text: read_text(&path) });
        }
    }
    Ok(files)
}

fn add_missing_parts(files: &mut Vec<File>) {
    let has = |files: &[File], part: &str| files.iter().any(|file| file.path.starts_with(part));
    let missing: Vec<&str> = OPTIONAL_PARTS.into_iter().filter(|part| !has(files, part)).collect();
    // The shipped settings cite the sources of their helplines.
    let with_sources = missing.contains(&"settings.toml");
    for file in shipped_files() {
        let wanted = missing.iter().any(|part| file.path.starts_with(part))
            || (with_sources && file.path.starts_with("sources/"));
        if wanted && !has(files, &file.path) {
            files.push(file);
        }
    }
}

fn read_text(path: &Path) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("this file cannot be read: {error}");
    let file = fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err("this file is larger than 1 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| NOT_UTF8.to_owned())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_toml(path: &str) -> bool {
    let hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    !hidden && Path::new(path).extension().is_some_and(|extension| extension == "toml")
}
