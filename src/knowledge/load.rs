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

/// Files that a folder may leave out; the shipped ones serve then, so that a folder on another subject starts with topics
/// alone. Of safety rules all are lent that it lacks, until it has one of its own for emergencies.
const OPTIONAL_FILES: [&str; 3] = ["lexicon.toml", "silence.toml", "settings.toml"];
const SAFETY: &str = "safety/";

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
    let has = |path: &str| files.iter().any(|file| file.path == path);
    let own_emergencies = files.iter().any(is_about_emergencies);
    let is_missing = |path: &str| {
        OPTIONAL_FILES.contains(&path) || (path.starts_with(SAFETY) && !own_emergencies)
    };
    let shipped = shipped_files();
    let (missing, others): (Vec<File>, Vec<File>) = shipped
        .into_iter()
        .filter(|file| !has(&file.path))
        .partition(|file| is_missing(&file.path));
    // They cite sources: helplines, and what a message rests on.
    let is_cited = |source: &File| {
        let name = source.path.strip_prefix("sources/").and_then(|name| name.strip_suffix(".toml"));
        let mark = name.map(|name| format!("\"{name}#"));
        let cites = |file: &File| {
            mark.as_ref()
                .is_some_and(|mark| file.text.as_ref().is_ok_and(|text| text.contains(mark)))
        };
        missing.iter().any(cites)
    };
    let cited: Vec<File> = others.into_iter().filter(is_cited).collect();
    let lent = missing.into_iter().chain(cited);
    files.extend(lent.map(|file| File { borrowed: true, ..file }));
}

/// Whether a file is a rule that decides emergencies, by the line that says so: nothing is parsed yet.
fn is_about_emergencies(file: &File) -> bool {
    let says_so = |line: &str| line.starts_with("kind") && line.contains("\"emergency\"");
    let text = file.text.as_deref().unwrap_or_default();
    file.path.starts_with(SAFETY) && text.lines().map(str::trim).any(says_so)
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
