//! Every law, over what is nearly well made, and over what is nothing at all.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin_fuzzing::{self as fuzzing, LAWS};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::inputs::{document, members, pairs, profile_members, token_members};

/// The seeds of a law's fuzz target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A law, and a seed of its own.
fn law_and_seed() -> impl Strategy<Value = (usize, Vec<u8>)> {
    (0..LAWS.len()).prop_flat_map(|law| (Just(law), select(seeds(LAWS[law].0))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_law_holds_over_any_bytes(data in prop::collection::vec(any::<u8>(), 0..80)) {
        for (_, law) in LAWS {
            law(&data);
        }
    }

    #[test]
    fn every_law_holds_over_its_seeds_with_a_few_edits(
        (law, mut seed) in law_and_seed(),
        edits in prop::collection::vec((any::<Index>(), 0..3_usize, prop::collection::vec(any::<u8>(), 0..3)), 1..5),
    ) {
        for (at, removed, put) in edits {
            let at = at.index(seed.len() + 1);
            let end = (at + removed).min(seed.len());
            seed.splice(at..end, put);
        }
        LAWS[law].1(&seed);
    }

    #[test]
    fn whatever_pairs_a_callback_has_its_law_holds(pairs in pairs()) {
        fuzzing::callback(serde_urlencoded::to_string(&pairs).unwrap().as_bytes());
        fuzzing::form(serde_urlencoded::to_string(&pairs).unwrap().as_bytes());
    }

    #[test]
    fn whatever_members_a_token_reply_has_its_law_holds(body in members(token_members()).prop_flat_map(document)) {
        fuzzing::token_reply(body.as_bytes());
        fuzzing::json(body.as_bytes());
    }

    #[test]
    fn whatever_members_an_error_has_its_law_holds(
        status in select(vec![200, 302, 400, 401, 403, 421, 422, 429, 500]),
        body in members(token_members()).prop_flat_map(document),
    ) {
        fuzzing::error_reply(format!("{status} 7\n{body}").as_bytes());
        fuzzing::api_reply(format!("{status} 7\n{body}").as_bytes());
    }

    #[test]
    fn whatever_members_a_profile_has_its_law_holds(body in members(profile_members()).prop_flat_map(document)) {
        fuzzing::user_reply(body.as_bytes());
    }

    #[test]
    fn whatever_a_token_claims_its_law_holds(
        payload in members(vec![
            ("tenant", vec!["gdplabs".into(), "catapa".into(), "GDPLABS".into()]),
            ("exp", vec![0.into(), 1_700_086_431.75.into(), u64::MAX.into(), "1700086431".into()]),
        ])
        .prop_flat_map(document),
    ) {
        fuzzing::token_claim(payload.as_bytes());
        fuzzing::token_claim(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(&payload)).as_bytes());
    }
}
