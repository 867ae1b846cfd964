//! Where pictures go: `target/browser`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The file of a picture, in a directory that is there.
pub(crate) fn file(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
    let directory = target.join("browser");
    fs::create_dir_all(&directory).expect("a directory for pictures");
    directory.join(format!("{name}.png"))
}
