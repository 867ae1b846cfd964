//! AwaitingCallback: the bounds of a callback, and the forms that it may have.

use catapa_signin::callback::Stray;
use catapa_signin::{NotAccepted, Options};

use crate::awaiting_callback::outcome;
use crate::story::{CALLBACK, CSRF_TOKEN, Story, at, callback};

const PARAMETERS: [&str; 7] = ["code", "state", "tenant", "iss", "error", "error_description", "error_uri"];
/// Those that decide something. The others are only shown.
const STRICT: [&str; 5] = ["code", "state", "tenant", "iss", "error"];

fn accept(callback: &str) -> Result<(), &'static str> {
    outcome(&Story::default(), callback, at(CALLBACK))
}

/// A client that reads all of [`PARAMETERS`]: it reads `iss` because it has an issuer to compare.
fn with_issuer(issuer: &str) -> Story {
    Story::with(Options::default().issuer(issuer))
}

/// Why a callback is not ours. The error must return the step that was waiting.
fn stray(callback: &str) -> Stray {
    stray_to(&Story::default(), callback)
}

fn stray_to(story: &Story, callback: &str) -> Stray {
    let pending = story.awaiting_callback();
    let kept = pending.step().to_bytes();
    match pending.accept(callback, at(CALLBACK)) {
        Err(NotAccepted::NotOurs { step, why }) => {
            assert_eq!(step.to_bytes(), kept);
            why
        }
        other => panic!("not ours, not {other:?}: {callback}"),
    }
}

#[test]
fn a_callback_comes_as_a_query_a_target_or_a_whole_url() {
    let query = callback();
    for form in [
        query.clone(),
        format!("?{query}"),
        format!("/callback?{query}"),
        format!("/?{query}"),
        format!("//callback?{query}"),
        format!("https://app.example.com/callback?{query}"),
        format!("HTTP://127.0.0.1:8910?{query}"),
        format!("/callback?{query}#fragment"),
        format!("{query}#&state=x"),
        format!("&&{query}&"),
    ] {
        assert_eq!(accept(&form), Ok(()), "{form}");
    }
}

#[test]
fn parameters_behind_a_fragment_or_before_the_query_are_none() {
    let query = callback();
    for form in [format!("#{query}"), format!("/callback#?{query}"), format!("?#{query}"), format!("/{query}")] {
        assert_eq!(stray(&form), Stray::NoCsrfToken, "{form}");
    }
}

#[test]
fn a_question_mark_inside_a_query_is_data() {
    assert_eq!(accept(&format!("x=?&{}", callback())), Ok(()));
    assert_eq!(accept(&format!("/callback?x=/?y=?&{}", callback())), Ok(()));
    assert_eq!(stray(&format!("x?{}", callback().replace("code", "x").replace("state", "?state"))), Stray::NoCsrfToken);
}

#[test]
fn the_order_of_parameters_does_not_matter() {
    assert_eq!(accept(&format!("tenant=gdplabs&state={CSRF_TOKEN}&code=c")), Ok(()));
}

#[test]
fn unknown_parameters_are_passed_over_whatever_they_hold() {
    for unknown in [
        "session_state=1",
        "x=%zz",
        "%zz=x",
        "%ff=%ff",
        "x",
        "=",
        "=x",
        "x=1&x=2",
        "Code=x&STATE=x",
        "code%00=x",
        "é=é",
        "codex=%",
    ] {
        assert_eq!(accept(&format!("{unknown}&{}&{unknown}", callback())), Ok(()), "{unknown}");
    }
}

#[test]
fn an_escaped_name_is_the_same_name() {
    let escaped = format!("%63ode=c&s%74ate={CSRF_TOKEN}&tenan%74=gdplabs");
    assert_eq!(accept(&escaped), Ok(()));
    assert_eq!(stray(&format!("{}&%73%74%61%74%65=x", callback())), Stray::Duplicate);
}

#[test]
fn an_escaped_value_is_the_same_value() {
    let escaped: String = CSRF_TOKEN.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(accept(&format!("code=c&state={escaped}&tenant=%67dplabs")), Ok(()));
}

#[test]
fn a_parameter_that_we_read_stands_there_once() {
    let story = with_issuer("https://catapa.com");
    for name in PARAMETERS {
        for (first, second) in [("x", "x"), ("", ""), ("x", ""), ("", "x")] {
            let twice = format!("{name}={first}&y=z&{name}={second}");
            assert_eq!(stray_to(&story, &twice), Stray::Duplicate, "{twice}");
        }
        assert_eq!(stray_to(&story, &format!("{name}&{name}")), Stray::Duplicate);
    }
    assert_eq!(stray(&format!("{0}&{0}", callback())), Stray::Duplicate);
}

#[test]
fn a_bad_escape_in_a_parameter_that_we_read_is_not_ours() {
    let story = with_issuer("https://catapa.com");
    for name in STRICT {
        for escape in ["%", "%2", "%zz", "%2z", "%z2", "%%20", "%u0041", "%é0", "x%"] {
            assert_eq!(stray_to(&story, &format!("{name}={escape}&y=z")), Stray::BadEscape, "{name}={escape}");
        }
    }
}

#[test]
fn text_that_is_not_utf_8_is_not_ours() {
    let story = with_issuer("https://catapa.com");
    // Lone and stray parts of characters, forms that are too long, a surrogate, and characters after U+10FFFF.
    for bytes in ["%80", "%ff", "%C3", "%C3x", "%C3%28", "%C0%AF", "%E0%80%AF", "%ED%A0%80", "%F4%90%80%80", "%C3é"] {
        for name in STRICT {
            assert_eq!(stray_to(&story, &format!("{name}={bytes}")), Stray::BadEscape, "{name}={bytes}");
        }
    }
}

#[test]
fn every_parameter_has_a_longest_value() {
    let long = "x".repeat(513);
    for (name, longest, outcome) in [
        ("code", 512, Ok(())),
        ("tenant", 128, Ok(())),
        ("error", 64, Err("refused.other")),
        ("state", 64, Err("callback.not_ours.other_csrf_token")),
    ] {
        let rest = [("code", "c"), ("state", CSRF_TOKEN), ("tenant", "t")].into_iter().filter(|(other, _)| {
            // A denial has no code.
            *other != name && !(name == "error" && *other == "code")
        });
        let rest: String = rest.map(|(name, value)| format!("&{name}={value}")).collect();
        assert_eq!(accept(&format!("{name}={}{rest}", &long[..longest])), outcome, "{name}");
        assert_eq!(stray(&format!("{name}={}{rest}", &long[..=longest])), Stray::TooLong, "{name}");
    }
}

#[test]
fn an_issuer_has_a_longest_value_where_one_is_configured() {
    let longest = "x".repeat(256);
    let story = with_issuer(&longest);
    assert_eq!(outcome(&story, &format!("{}&iss={longest}", callback()), at(CALLBACK)), Ok(()));
    assert_eq!(stray_to(&story, &format!("{}&iss={longest}x", callback())), Stray::TooLong);
}

#[test]
fn an_issuer_does_not_matter_where_none_is_configured() {
    for iss in ["iss=%", "iss=%80", "iss=a&iss=b", &format!("iss={}", "x".repeat(999))] {
        assert_eq!(accept(&format!("{}&{iss}", callback())), Ok(()), "{iss}");
    }
}

#[test]
fn lengths_are_counted_after_decoding() {
    let escaped = "%78".repeat(512);
    assert_eq!(accept(&format!("code={escaped}&state={CSRF_TOKEN}&tenant=t")), Ok(()));
    assert_eq!(stray(&format!("code={escaped}%78&state={CSRF_TOKEN}&tenant=t")), Stray::TooLong);
}

#[test]
fn a_callback_has_at_most_8192_bytes() {
    let padded = |length: usize| {
        let query = callback();
        format!("{query}&{}", "x".repeat(length - query.len() - 1))
    };
    assert_eq!(accept(&padded(8_192)), Ok(()));
    assert_eq!(stray(&padded(8_193)), Stray::TooLong);
    assert_eq!(stray(&"/".repeat(1 << 20)), Stray::TooLong);
}
