//! The table of stable codes in the documentation of `Explain` is the one that the sources make.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where each crate keeps its sources, and the name under which the table lists its codes.
const CRATES: [(&str, &str); 8] = [
    ("core", "catapa-signin"),
    ("adapters/http", "catapa-signin-http"),
    ("adapters/ureq", "catapa-signin-ureq"),
    ("adapters/async", "catapa-signin-async"),
    ("adapters/embedded", "catapa-signin-embedded"),
    ("adapters/tokens", "catapa-signin-tokens"),
    ("adapters/sql", "catapa-signin-sql"),
    ("adapters/axum", "catapa-signin-axum"),
];

/// A code, and the line of the table behind it: who has to act, the sentence, the crate that gave it first.
type Codes = BTreeMap<String, String>;

/// All sources below a folder, in the order of their names, without documentation and with single spaces.
fn sources(folder: &Path) -> Vec<String> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push(code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "));
        }
    }
    found
}

/// The string literal with which a text begins, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"')
}

/// A sentence as it is shown: on one line, and what differs each time is left out.
fn shown(sentence: &str) -> String {
    let sentence = sentence.replace("\\ ", "");
    let mut parts = sentence.split('{');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text = text.trim_end_matches("\u{2026} ").to_owned() + "\u{2026}" + part.split_once('}').unwrap().1;
    }
    text
}

/// The row of an `explain!` table that begins with its code: `("code", Blame, "sentence"`.
fn row(text: &str) -> Option<(&str, &str, &str)> {
    let (code, rest) = literal(text)?;
    let (blame, rest) = rest.strip_prefix(", ")?.split_once(", ")?;
    let (sentence, _) = literal(rest)?;
    let is_code = code.contains('.') && code.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    is_code.then_some((code, blame, sentence))
}

/// Every code in the sources: in `explain!` tables, in the table of OAuth errors, and in the reasons of a stray callback.
fn codes_of_the_sources(root: &Path) -> Codes {
    let mut codes = Codes::new();
    let mut put = |code: &str, blame: &str, sentence: &str, name: &str| {
        let blame = blame.trim_start_matches("Blame::");
        let blame = if blame.contains('(') { "as its cause" } else { blame };
        let line = format!("{blame} | {}", shown(sentence));
        match codes.get(code) {
            None => drop(codes.insert(code.to_owned(), format!("{line} | `{name}` |"))),
            Some(known) => {
                assert!(known.starts_with(&format!("{line} | ")), "{code} is two things: {known} and {line}")
            }
        }
    };
    for (folder, name) in CRATES {
        for source in sources(&root.join(folder).join("src")) {
            for (bracket, _) in source.match_indices('(') {
                if let Some((code, blame, sentence)) = row(source[bracket + 1..].trim_start()) {
                    put(code, blame, sentence, name);
                }
            }
            for entry in source.split_once("error_codes! {").map_or("", |(_, table)| table).split(';') {
                let Some((_, entry)) = entry.split_once(" = \"") else { continue };
                let Some((code, rest)) = entry.split_once("\", ") else { continue };
                let Some((blame, sentence)) = rest.split_once(", ") else { continue };
                let Some((sentence, "")) = literal(sentence) else { continue };
                put(&format!("refused.{code}"), blame, sentence, name);
            }
            for after in source.split("=> \"callback.not_ours.").skip(1) {
                let code = format!("callback.not_ours.{}", after.split_once('"').unwrap().0);
                put(&code, "Stranger", "this is not the answer that this sign-in waits for", name);
            }
        }
    }
    codes
}

#[test]
fn the_documentation_lists_every_code_of_the_workspace_with_its_blame_and_its_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let codes = codes_of_the_sources(root);
    for known in
        ["callback.not_ours.bad_escape", "refused.invalid_grant", "send.not_sent", "web.no_cookie", "tokens.over"]
    {
        assert!(codes.contains_key(known), "{known} is in no table that this test reads");
    }
    let table: Vec<_> = codes.iter().map(|(code, rest)| format!("/// | `{code}` | {rest}")).collect();
    let document = fs::read_to_string(root.join("core/src/explain.rs")).unwrap();
    let shown: Vec<_> = document.lines().filter(|line| line.starts_with("/// | `")).collect();
    assert!(shown == table, "core/src/explain.rs should show:\n{}", table.join("\n"));
}
