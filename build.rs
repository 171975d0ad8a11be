//! Packs the shipped knowledge for the binary: a third of its size, and no page of it stays in memory once it is read.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=knowledge");
    let out = std::env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let packed = Path::new(&out).join("knowledge");
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    pack(Path::new("knowledge"), &packed)
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
