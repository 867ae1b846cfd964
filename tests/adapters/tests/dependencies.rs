//! What the core drags along: counted, because every crate of it is somebody's to audit.

use std::collections::BTreeSet;
use std::process::Command;

/// The core and its crates without features, as `cargo tree` names them.
fn crates_of_the_core() -> BTreeSet<String> {
    let arguments =
        "tree --locked --offline -p catapa-signin --no-default-features -e normal --prefix none --format {p}";
    let output =
        Command::new(env!("CARGO")).args(arguments.split(' ')).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let tree = String::from_utf8(output.unwrap().stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_core_has_no_http_client_no_url_parser_and_no_runtime_and_at_most_twenty_crates() {
    let crates = crates_of_the_core();
    assert!(crates.contains("catapa-signin") && crates.contains("heapless"), "{crates:?}");
    assert!(crates.len() <= 20, "{crates:#?}");
    for foreign in ["http", "hyper", "ureq", "ureq-proto", "reqwest", "url", "tokio", "serde_json"] {
        assert!(!crates.contains(foreign), "{foreign} in {crates:#?}");
    }
}
