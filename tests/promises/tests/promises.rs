//! The programs in `legal` compile with the library of this package. Those in `illegal` differ from their twins in one
//! point, which their name says, and the compiler refuses them for the reason in the file beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of the programs in a folder: the promises.
fn promises(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned())).collect()
}

#[test]
fn every_illegal_program_is_refused_for_the_reason_beside_it() {
    trybuild::TestCases::new().compile_fail("illegal/*.rs");
}

#[test]
fn every_illegal_program_has_a_twin_that_compiles() {
    let compiled = include_str!("../src/lib.rs").lines().filter_map(|line| line.strip_prefix("    mod "));
    let compiled: BTreeSet<String> = compiled.map(|line| line.trim_end_matches(';').to_owned()).collect();
    assert_eq!(promises("illegal"), compiled);
    assert_eq!(promises("legal"), compiled);
    assert!(compiled.len() >= 20);
}
