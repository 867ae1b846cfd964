//! What the core depends on. It is counted, because somebody must audit every crate.

use std::collections::BTreeSet;
use std::process::Command;

/// A package and its crates without features, as `cargo tree` names them.
fn crates_of(package: &str) -> BTreeSet<String> {
    let arguments = "tree --locked --offline --no-default-features -e normal --prefix none --format {p} -p";
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments.split(' ')).arg(package).current_dir(env!("CARGO_MANIFEST_DIR"));
    let tree = String::from_utf8(command.output().unwrap().stdout).unwrap();
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_core_has_no_http_client_no_url_parser_and_no_runtime_and_at_most_twenty_crates() {
    let crates = crates_of("catapa-signin");
    assert!(crates.contains("catapa-signin") && crates.contains("heapless"), "{crates:?}");
    assert!(crates.len() <= 20, "{crates:#?}");
    for foreign in ["http", "hyper", "ureq", "ureq-proto", "reqwest", "url", "tokio", "serde_json"] {
        assert!(!crates.contains(foreign), "{foreign} in {crates:#?}");
    }
}

#[test]
fn the_async_adapter_without_features_adds_the_types_of_http_and_no_client_no_tls_and_no_runtime() {
    let with_types = crates_of("catapa-signin-http");
    assert!(with_types.contains("http"), "{with_types:?}");
    let crates = crates_of("catapa-signin-async");
    let added: Vec<&String> = crates.difference(&with_types).collect();
    assert_eq!(added, ["catapa-signin-async"]);
}
