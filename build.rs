//! Packs for the binary what it carries. The shipped knowledge: a third of its size, and no page of it stays in memory once
//! it is read. The English words: as an automaton in which they are looked up where they lie.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use fst::SetBuilder;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=knowledge");
    println!("cargo:rerun-if-changed=data/english_words.txt");
    let out = std::env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    let packed = Path::new(&out).join("knowledge");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    pack(Path::new("knowledge"), &packed)?;
    index(Path::new("data/english_words.txt"), &Path::new(&out).join("english_words.fst"))
}

/// Writes the set of the words in a list, which are in order, one a line.
fn index(list: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let mut words = SetBuilder::new(BufWriter::new(File::create(to)?))?;
    for word in fs::read_to_string(list)?.lines() {
        words.insert(word)?;
    }
    Ok(words.into_inner()?.flush()?)
}

/// Packs each file of a folder and of those inside it into one of the same name.
fn pack(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            pack(&entry.path(), &to)?;
        } else {
            let mut packed = GzEncoder::new(File::create(to)?, Compression::best());
            io::copy(&mut File::open(entry.path())?, &mut packed)?;
            packed.finish()?;
        }
    }
    Ok(())
}
