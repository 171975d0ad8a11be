//! Builds again when a knowledge file is added or removed; the compiler itself only follows changed ones.

fn main() {
    println!("cargo:rerun-if-changed=knowledge");
}
