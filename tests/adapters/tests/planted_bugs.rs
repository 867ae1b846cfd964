//! The bugs that `fuzz/planted` and `tests/lessons/run` plant still fit the code.
#![cfg(unix)] // `sed` plants them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file, once `sed` has been over it.
fn changed(line: &str, file: &Path) -> Vec<u8> {
    let run = Command::new("sed").arg("-e").arg(line).arg(file).output().expect("sed");
    assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

fn bugs_in(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("bugs").map(|file| file.unwrap().path());
    let bugs: Vec<_> = files.filter(|file| file.extension() == Some(OsStr::new("sed"))).collect();
    assert!(bugs.len() >= 20, "there are bugs");
    bugs
}

#[test]
fn every_line_of_every_planted_bug_changes_a_file_that_it_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for bug in ["fuzz/planted-bugs", "tests/lessons"].into_iter().flat_map(|folder| bugs_in(&root.join(folder))) {
        let text = fs::read_to_string(&bug).unwrap();
        let bug = bug.file_stem().unwrap().display();
        let files = text.lines().find_map(|line| line.strip_prefix("# Files: ")).expect("the files that it changes");
        let files: Vec<_> = files.split(' ').map(|file| root.join(file)).collect();
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!lines.is_empty(), "{bug} does something");
        for line in lines {
            let fits = files.iter().any(|file| changed(line, file) != fs::read(file).expect("a file that is there"));
            assert!(fits, "{bug} no longer fits the code: write this line anew\n{line}");
        }
    }
}
