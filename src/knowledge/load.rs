//! Brings knowledge files in: from inside the binary or from a folder. The only reader of the disk.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use include_dir::{Dir, include_dir};

use super::{File, Reading, read};
use crate::model::work;
use crate::processors::side_by_side;

/// The largest file that is read, in bytes: far more than any topic needs.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Packed by `build.rs`.
static SHIPPED: Dir<'static> = include_dir!("$OUT_DIR/knowledge");

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
    SHIPPED.get_file(path).map(unpack)
}

fn shipped_files() -> Vec<File> {
    let mut packed = Vec::new();
    collect_shipped(&SHIPPED, &mut packed);
    let stretches = work::stretches(&packed, |file| file.contents().len());
    let files = work::each(&stretches, side_by_side, |packed| {
        packed.iter().copied().map(unpack).collect::<Vec<File>>()
    });
    files.into_iter().flatten().filter(|file| is_knowledge(&file.path)).collect()
}

fn collect_shipped<'d>(dir: &'d Dir<'d>, files: &mut Vec<&'d include_dir::File<'d>>) {
    files.extend(dir.files());
    dir.dirs().for_each(|dir| collect_shipped(dir, files));
}

fn unpack(file: &include_dir::File<'_>) -> File {
    let mut text = String::new();
    let unpacked = GzDecoder::new(file.contents()).read_to_string(&mut text);
    File {
        path: file.path().to_string_lossy().replace('\\', "/"),
        text: unpacked.map(|_| text).map_err(|error| format!("this file cannot be read: {error}")),
        borrowed: false,
    }
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
    if missing.is_empty() {
        return;
    }
    // The shipped settings cite the sources of their helplines.
    let settings =
        shipped_file("settings.toml").filter(|file| missing.contains(&file.path.as_str()));
    let settings = settings.and_then(|file| file.text.ok()).unwrap_or_default();
    let is_cited = |path: &str| {
        let name = path.strip_prefix("sources/").and_then(|name| name.strip_suffix(".toml"));
        name.is_some_and(|name| settings.contains(&format!("\"{name}#")))
    };
    for file in shipped_files() {
        let wanted = missing.iter().any(|part| file.path.starts_with(part)) || is_cited(&file.path);
        if wanted && !has(files, &file.path) {
            files.push(File { borrowed: true, ..file });
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

fn is_knowledge(path: &str) -> bool {
    let hidden = path.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
    let extension = Path::new(path).extension();
    !hidden && extension.is_some_and(|extension| extension == "toml" || extension == "md")
}
