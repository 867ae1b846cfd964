//! What is said of an answer or a callback, and what the library makes of it.

use arbitrary::{Arbitrary, Unstructured};
use catapa_signin::{NotAccepted, NotGranted, NotRefreshed};

use super::Fate;
use crate::generate::{Answer, Callback, NewRefreshToken};
use crate::world;

fn made<T: for<'a> Arbitrary<'a>>(letters: &[u8]) -> T {
    T::arbitrary(&mut Unstructured::new(letters)).expect("letters are never too few")
}

/// Every answer that can be generated.
fn answers() -> impl Iterator<Item = Answer> {
    let tokens = b"son".iter().flat_map(|tenant| b"nra0e".iter().map(move |refresh| [b't', *tenant, *refresh]));
    let tokens = tokens.flat_map(|[tokens, tenant, refresh]| {
        b"htd<>s10nu!".iter().map(move |lifetime| made(&[tokens, tenant, refresh, *lifetime]))
    });
    tokens.chain(b"4ige53h/c".iter().map(|letter| made(&[*letter])))
}

#[test]
fn every_answer_to_an_exchange_is_what_it_says() {
    for answer in answers() {
        let mut body = answer.body(world::TENANT, 7).into_bytes();
        let fate = match world::have_code().finish(answer.reply(&mut body), world::now()).map_err(NotGranted::into_step)
        {
            Ok(_) => Fate::Granted,
            Err(Some(_)) => Fate::HandedBack,
            Err(None) => Fate::Over,
        };
        assert_eq!(answer.of_exchange(), fate, "{answer:?}");
    }
}

#[test]
fn every_answer_to_a_refresh_is_what_it_says() {
    for answer in answers() {
        let mut body = answer.body(world::TENANT, 7).into_bytes();
        let fate = match world::expired().finish(answer.reply(&mut body), world::now()).map_err(NotRefreshed::into_step)
        {
            Ok(_) => Fate::Granted,
            Err(Some(_)) => Fate::HandedBack,
            Err(None) => Fate::Over,
        };
        assert_eq!(answer.of_refresh(), fate, "{answer:?}");
    }
}

#[test]
fn an_answer_is_granted_handed_back_or_over() {
    let tokens = |letters: &str| made::<Answer>(letters.as_bytes());
    for (letters, exchange, refresh) in [
        ("tsnh", Fate::Granted, Fate::Granted),
        ("tsah", Fate::Granted, Fate::Granted),
        ("tseh", Fate::HandedBack, Fate::Granted),
        ("tonh", Fate::Over, Fate::Over),
        ("tnnh", Fate::Over, Fate::Over),
        ("4", Fate::HandedBack, Fate::HandedBack),
        ("i", Fate::HandedBack, Fate::HandedBack),
        ("g", Fate::Over, Fate::Over),
        ("5", Fate::HandedBack, Fate::HandedBack),
    ] {
        assert_eq!((tokens(letters).of_exchange(), tokens(letters).of_refresh()), (exchange, refresh), "{letters}");
    }
    assert_eq!(answers().count(), 3 * 5 * 11 + 9);
    assert!(answers().any(|answer| matches!(answer, Answer::Tokens { refresh_token: NewRefreshToken::Repeated, .. })));
}

/// What the library makes of a callback.
fn accepted(callback: Callback, is_listed: bool) -> Fate {
    let query = callback.query(world::CSRF_TOKEN, "c0de", world::TENANT);
    let client = if is_listed { world::listed() } else { world::client() };
    let step = world::awaiting_callback().into_step();
    let sign_in = client.resume(step).expect("a list does not change whose step it is");
    match sign_in.accept(&query, world::now()).map_err(NotAccepted::into_step) {
        Ok(_) => Fate::Granted,
        Err(Some(_)) => Fate::HandedBack,
        Err(None) => Fate::Over,
    }
}

#[test]
fn every_callback_is_what_it_says_with_a_list_and_without() {
    let kinds = b"tdxn2cezo%".iter().map(|letter| made::<Callback>(&[*letter]));
    let cut = (0..43).map(Callback::TokenCut);
    let mutated = (0..75).flat_map(|at| (0..94).step_by(7).map(move |to| Callback::Mutated { at, to }));
    for callback in kinds.chain(cut).chain(mutated) {
        let fate = |welcome| callback.fate(world::CSRF_TOKEN, "c0de", world::TENANT, welcome);
        assert_eq!(fate(None), accepted(callback, false), "{callback:?}");
        assert_eq!(fate(Some(&world::LISTED)), accepted(callback, true), "{callback:?}");
    }
}

#[test]
fn a_callback_is_granted_handed_back_or_over() {
    for (letters, fate) in [
        ("t", Fate::Granted),
        ("o", Fate::Over),
        ("d", Fate::Over),
        ("e", Fate::Over),
        ("z", Fate::Over),
        ("p\u{3}", Fate::HandedBack),
        ("x", Fate::HandedBack),
        ("n", Fate::HandedBack),
        ("2", Fate::HandedBack),
        ("c", Fate::HandedBack),
        ("%", Fate::HandedBack),
    ] {
        let callback = made::<Callback>(letters.as_bytes());
        assert_eq!(callback.fate("abcd", "C", "T", Some(&["T"])), fate, "{callback:?}");
    }
    let (code, token, tenant) = (5, 14, 26);
    for (at, fate) in [(code, Fate::Granted), (token, Fate::HandedBack), (tenant, Fate::Over)] {
        let callback = Callback::Mutated { at, to: 50 };
        assert_eq!(callback.fate("abcd", "C", "T", Some(&["T"])), fate, "{}", callback.query("abcd", "C", "T"));
    }
}
