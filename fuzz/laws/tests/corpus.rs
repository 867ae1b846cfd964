//! The laws that the library is fuzzed with, over the committed corpus: what a fuzzer once needed hours for, in a second.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use catapa_signin_fuzzing::{LAWS, Law};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).expect("a folder of fuzz/").map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// What a law is tried on: the seeds of its target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    files(&format!("corpus/{target}")).iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The words of every dictionary, with their escapes undone.
fn words() -> Vec<Vec<u8>> {
    let texts = files("dictionaries").into_iter().map(|file| fs::read_to_string(file).unwrap());
    texts.flat_map(|text| text.lines().filter_map(word).collect::<Vec<_>>()).collect()
}

/// `"..."`, in which `\\`, `\"` and `\xXX` are escapes.
fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.bytes();
    let mut word = Vec::new();
    while let Some(byte) = rest.next() {
        word.push(match (byte, if byte == b'\\' { rest.next() } else { None }) {
            (_, Some(b'x')) => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?
            }
            (_, Some(escaped)) => escaped,
            (plain, None) => plain,
        });
    }
    Some(word)
}

fn every_law(mut tried: impl FnMut(Law, &[u8])) {
    for (target, law) in LAWS {
        let seeds = seeds(target);
        assert!(seeds.len() >= 8, "{target} has a corpus");
        seeds.iter().for_each(|seed| tried(law, seed));
    }
}

#[test]
fn every_law_holds_over_the_committed_corpus() {
    every_law(|law, seed| {
        law(seed);
    });
}

/// Without one of them a law would hold for want of anything to judge.
const KINDS: [(&str, &[&str]); LAWS.len()] = [
    (
        "callback",
        &["denied", "denied by the issuer", "granted", "granted by the issuer", "not ours", "not welcome", "unusable"],
    ),
    (
        "token_reply",
        &[
            "an empty refresh token",
            "ok",
            "refused.invalid_client",
            "refused.invalid_grant",
            "reply.member",
            "reply.not_json",
            "tenant.differs",
            "tenant.not_named",
        ],
    ),
    ("error_reply", &["ambiguous", "another tenant", "client refused", "rate limited", "refused", "tokens"]),
    ("user_reply", &["a profile", "beyond the judge", "no profile"]),
    ("api_reply", &["another status", "forbidden", "rate limited", "rejected", "success"]),
    ("token_claim", &["a token of ours", "another tenant's", "beyond the judge", "nobody's", "ours"]),
    ("saved_step", &["authorized", "awaiting_callback", "bytes", "expired", "garbled", "have_code"]),
    ("form", &["a bad escape", "a form"]),
    ("json", &["JSON", "a text", "a text that is not Unicode", "no JSON"]),
    ("percent", &["a bad escape", "a text"]),
    ("http1", &["a path", "a reply", "a reply that was cut", "beyond the judge", "no reply"]),
    ("journey", &["code", "expired", "nothing", "pending", "tokens"]),
];

#[test]
fn the_corpus_shows_every_law_bytes_of_every_kind() {
    let seen = LAWS.map(|(target, law)| (target, seeds(target).iter().map(|seed| law(seed)).collect::<BTreeSet<_>>()));
    assert_eq!(seen, KINDS.map(|(target, kinds)| (target, kinds.iter().copied().collect())));
}

#[test]
fn every_law_holds_over_every_seed_that_ends_early() {
    every_law(|law, seed| {
        for end in 0..seed.len() {
            law(&seed[..end]);
        }
    });
}

#[test]
fn every_law_holds_over_every_seed_that_lost_or_doubled_a_byte() {
    every_law(|law, seed| {
        for at in 0..seed.len() {
            law(&[&seed[..at], &seed[at + 1..]].concat());
            law(&[&seed[..=at], &seed[at..]].concat());
        }
    });
}

#[test]
fn every_law_holds_over_every_seed_with_a_word_of_the_dictionaries_in_it() {
    let words = words();
    every_law(|law, seed| {
        for (index, word) in words.iter().enumerate() {
            let at = (index * 7) % (seed.len() + 1);
            law(&[&seed[..at], word, &seed[at..]].concat());
            law(&[seed, word.as_slice()].concat());
        }
    });
}

#[test]
fn every_law_has_a_target_of_its_name_that_names_it() {
    let targets = files("fuzz_targets");
    assert_eq!(targets.len(), LAWS.len());
    for (target, _) in LAWS {
        let path = format!("../fuzz_targets/{target}.rs");
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a target");
        assert!(source.starts_with("// Law: ") && source.contains(&format!("fuzzing::{target}(data)")), "{target}");
    }
}
