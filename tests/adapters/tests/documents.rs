//! The README and SECURITY.md keep their promises: every test that they name is there.

use std::fs;
use std::path::{Path, PathBuf};

use catapa_signin_http::conformance::rules;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// The Rust sources below a folder.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(entry).unwrap());
        }
    }
}

/// Names in backticks that read like sentences.
fn named_tests(document: &str) -> Vec<&str> {
    let is_sentence = |name: &str| {
        name.matches('_').count() >= 3
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
    };
    document.split('`').skip(1).step_by(2).filter(|name| is_sentence(name)).collect()
}

#[test]
fn every_test_that_a_document_names_is_there() {
    let root = root();
    let mut code = String::new();
    for folder in ["core", "adapters", "tests"] {
        sources(&root.join(folder), &mut code);
    }
    for document in ["README.md", "SECURITY.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        let named = named_tests(&text);
        assert!(named.len() >= 5, "{document} names its tests");
        // Each rule is a test of `suite.rs`.
        let is_rule = |name: &str| rules().any(|rule| rule == name);
        let is_there = |name: &str| is_rule(name) || code.contains(&format!("fn {name}()"));
        let missing: Vec<&str> = named.into_iter().filter(|name| !is_there(name)).collect();
        assert!(missing.is_empty(), "{document} names tests that are not there: {missing:#?}");
    }
}

#[test]
fn what_a_client_must_not_do_names_every_rule_of_the_suite_in_its_order() {
    let text = fs::read_to_string(root().join("adapters/http/src/lib.rs")).unwrap();
    let (_, list) = text.split_once("//! # What a client must not do").unwrap();
    let (list, _) = list.split_once("//! # A client of `http` 0.2").unwrap();
    assert_eq!(named_tests(list), rules().collect::<Vec<_>>());
}
