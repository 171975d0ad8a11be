//! Brings knowledge files in: from inside the binary or from a folder. The only reader of the disk.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::{File, Reading, read};
use crate::processors::side_by_side;

/// The largest file that is read, in bytes: far more than any topic needs.
const MAX_FILE_BYTES: u64 = 1 << 20;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// Parts that a folder may leave out; the shipped ones serve then, so that a folder on another subject starts with
/// topics alone and is never without its safety rules.
const OPTIONAL_PARTS: [&str; 4] = ["lexicon.toml", "silence.toml", "settings.toml", "safety/"];

/// Reads the knowledge inside the binary.
#[must_use]
pub fn shipped() -> Reading {
    read(shipped_files(), side_by_side)
}

/// Reads a knowledge folder.
///
/// # Errors
/// When the folder itself cannot be listed. Problems with single files stand in the reading's report.
pub fn folder(path: &Path) -> std::io::Result<Reading> {
    let mut files = folder_files(path)?;
    add_missing_parts(&mut files);
    Ok(read(files, side_by_side))
}

/// One file of the knowledge inside the binary.
pub(super) fn shipped_file(path: &str) -> Option<File> {
    SHIPPED.get_file(path).map(|file| File {
        path: path.to_owned(),
        text: text_of(file),
        borrowed: false,
    })
}

fn shipped_files() -> Vec<File> {
    let mut files = Vec::new();
    collect_shipped(&SHIPPED, &mut files);
    files
}

fn collect_shipped(dir: &Dir<'_>, files: &mut Vec<File>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if is_knowledge(&path) {
            files.push(File { path, text: text_of(file), borrowed: false });
        }
    }
    for dir in dir.dirs() {
        collect_shipped(dir, files);
    }
}

fn text_of(file: &include_dir::File<'_>) -> Result<String, String> {
    file.contents_utf8().map(str::to_owned).ok_or_else(|| NOT_UTF8.to_owned())
}

const NOT_UTF8: &str = "this file is not UTF-8 text";

/// The TOML files and Markdown pages of a folder and of the folders directly inside it. Nothing deeper is read, so links cannot make it
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
                if is_knowledge(&relative) {
                    files.push(File { path: relative, text: read_text(&path), borrowed: false });
                }
            }
        } else if is_knowledge(&name) {
            files.push(File { path: name, text: read_text(&path), borrowed: false });
        }
    }
    Ok(files)
}

fn add_missing_parts(files: &mut Vec<File>) {
    let has = |files: &[File], part: &str| files.iter().any(|file| file.path.starts_with(part));
    let missing: Vec<&str> = OPTIONAL_PARTS.into_iter().filter(|part| !has(files, part)).collect();
    let with_helplines = missing.contains(&"settings.toml");
    for file in shipped_files() {
        let wanted = missing.iter().any(|part| file.path.starts_with(part))
            || (with_helplines && is_cited_by_settings(&file.path));
        if wanted && !has(files, &file.path) {
            files.push(File { borrowed: true, ..file });
        }
    }
}

/// The shipped settings cite the sources of their helplines.
fn is_cited_by_settings(path: &str) -> bool {
    let name = path.strip_prefix("sources/").and_then(|name| name.strip_suffix(".toml"));
    let settings = SHIPPED.get_file("settings.toml").and_then(include_dir::File::contents_utf8);
    name.zip(settings).is_some_and(|(name, text)| text.contains(&format!("\"{name}#")))
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

fn is_knowledge(path: &str) -> bool {
    let hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    let extension = Path::new(path).extension();
    !hidden && extension.is_some_and(|extension| extension == "toml" || extension == "md")
}
