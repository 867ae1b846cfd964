//! The machine against its model, over journeys that get far: what parts them is shrunk to the shortest journey that does.

use std::collections::BTreeSet;

use catapa_signin_fuzzing::arbitrary::{Arbitrary as _, Unstructured};
use catapa_signin_fuzzing::{Journey, walk};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

/// Operations as the corpus has them written: mostly what goes on as it should, and every kind of mishap on the way.
fn operation() -> impl Strategy<Value = String> {
    let stray = vec!["cp\u{7}", "cx", "cn", "c2", "cc", "cd", "ce", "cz", "co", "cm\u{6}\u{1}", "c%"];
    let tenant = prop_oneof![8 => Just("s"), 1 => Just("o"), 1 => Just("n")];
    let (refresh, lifetime) = ("[nnra0e]", "[htd<>s10nu!]");
    let tokens =
        (tenant, refresh, lifetime).prop_map(|(tenant, refresh, lifetime)| format!("tt{tenant}{refresh}{lifetime}"));
    let mishap = "t[4ige53h/c]";
    let ticks = "\\+[1mclhd][-=+]";
    let jumps = vec!["-1=", "-m-", "-m=", "-m+", "-d=", "-e=", "+e=", "+d=-m="];
    prop_oneof![
        1 => Just("b".to_owned()),
        4 => Just("ct".to_owned()),
        1 => select(stray).prop_map(str::to_owned),
        6 => tokens,
        3 => mishap,
        4 => Just("l".to_owned()),
        2 => "[ro]",
        2 => Just("s".to_owned()),
        1 => Just("a".to_owned()),
        1 => Just("w".to_owned()),
        3 => ticks,
        1 => select(jumps).prop_map(str::to_owned),
    ]
}

/// When it begins, most often at the ends of time, and what happens.
fn journey() -> impl Strategy<Value = String> {
    let start = select(vec!["b", "-e=b", "-e=+m-b", "-e=+m+b", "+e=-l=b", "+e=-m+b", "+e=b"]);
    (start, prop::collection::vec(operation(), 0..20))
        .prop_map(|(start, operations)| start.to_owned() + &operations.concat())
}

/// The steps that a journey comes to, and the codes of its errors.
fn walked(letters: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let journey = Journey::arbitrary(&mut Unstructured::new(letters.as_bytes())).unwrap();
    walk(&journey).into_iter().map(|outcome| (outcome.step, outcome.error.unwrap_or_default()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_happens_the_machine_and_the_model_say_and_show_the_same(letters in journey()) {
        prop_assert!(walked(&letters).count() > 0);
    }
}

#[test]
fn a_callback_that_is_forged_in_1970_is_not_ours() {
    // The first journey that ever parted machine and model.
    let expected = ("pending", "callback.not_ours.other_csrf_token");
    assert_eq!(walked("-e=bcx").last(), Some(expected));
}

#[test]
fn the_generated_journeys_reach_every_step_and_every_code() {
    let mut runner = TestRunner::deterministic();
    let (mut steps, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..2_000 {
        for (step, code) in walked(&journey().new_tree(&mut runner).unwrap().current()) {
            steps.insert(step);
            codes.insert(code);
        }
    }
    assert!(steps.into_iter().eq(["code", "expired", "nothing", "pending", "tokens"]));
    let expected = [
        "",
        "callback.code_and_error",
        "callback.neither_code_nor_error",
        "callback.not_ours.bad_escape",
        "callback.not_ours.duplicate",
        "callback.not_ours.no_csrf_token",
        "callback.not_ours.other_csrf_token",
        "callback.tenant_not_welcome",
        "callback.too_late",
        "code.too_old",
        "refused.access_denied",
        "refused.invalid_client",
        "refused.invalid_grant",
        "reply.cut_short",
        "reply.member",
        "reply.not_json",
        "reply.status",
        "tenant.differs",
        "tenant.not_named",
        "tenant.not_welcome",
        "token.rate_limited",
    ];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
}
