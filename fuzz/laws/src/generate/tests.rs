//! Letters, and what is made of them: a table for each generator.

use core::fmt::Debug;

use super::*;
use crate::world::jwt;

fn made<T: for<'a> Arbitrary<'a>>(letters: &[u8]) -> T {
    T::arbitrary(&mut Unstructured::new(letters)).expect("letters are never too few")
}

fn shown<T: for<'a> Arbitrary<'a> + Debug>(letters: &str) -> String {
    format!("{:?}", made::<T>(letters.as_bytes()))
}

#[test]
fn every_letter_of_a_journey_is_what_happens() {
    for (letters, operation) in [
        ("b", "Begin"),
        ("s", "SaveAndResume"),
        ("ct", "Callback(True)"),
        ("t4", "Answer(RateLimited)"),
        ("a", "Use"),
        ("r", "Reject"),
        ("o", "RejectOld"),
        ("l", "Look"),
        ("w", "ChangeList"),
        ("+m=", "Forward(60)"),
        ("-m=", "Back(60)"),
    ] {
        assert_eq!(shown::<Operation>(letters), operation, "{letters}");
    }
}

#[test]
fn a_byte_that_is_no_letter_counts_round_and_round() {
    for (byte, letter) in b"bsctarolw".iter().enumerate() {
        let operation = format!("{:?}", made::<Operation>(&[*letter]));
        for byte in [byte as u8, 11 + byte as u8, 220 + byte as u8] {
            assert_eq!(format!("{:?}", made::<Operation>(&[byte])), operation, "{byte}");
        }
    }
}

#[test]
fn the_clock_runs_by_a_span_that_the_protocol_counts_or_a_second_less_or_more() {
    for (letter, span) in
        [("1", 1), ("m", 60), ("c", 300), ("l", 600), ("h", 3_600), ("d", 86_400), ("e", u64::MAX / 2)]
    {
        for (edge, secs) in [("=", span), ("-", span - 1), ("+", span + 1), ("", span)] {
            assert_eq!(shown::<Operation>(&format!("+{letter}{edge}")), format!("Forward({secs})"));
            assert_eq!(shown::<Operation>(&format!("-{letter}{edge}")), format!("Back({secs})"));
        }
    }
}

#[test]
fn a_journey_ends_with_its_letters_and_after_64_operations_at_the_latest() {
    assert_eq!(shown::<Journey>("bctl"), "Journey([Begin, Callback(True), Look])");
    for (letters, operations) in [(0, 0), (1, 1), (63, 63), (64, 64), (65, 64), (200, 64)] {
        let Journey(made) = made(&[b'l'].repeat(letters));
        assert_eq!(made.len(), operations);
    }
}

#[test]
fn every_letter_of_a_callback_is_a_query() {
    for (letters, callback, query) in [
        ("t", "True", "code=C&state=abcd&tenant=T"),
        ("d", "Denied", "error=access_denied&state=abcd"),
        ("p\u{3}", "TokenCut(3)", "code=C&state=abc&tenant=T"),
        ("p\u{6}", "TokenCut(6)", "code=C&state=ab&tenant=T"),
        ("x", "TokenExtended", "code=C&state=abcdA&tenant=T"),
        ("n", "NoToken", "code=C&tenant=T"),
        ("2", "TokenTwice", "code=C&state=abcd&tenant=T&state=abcd"),
        ("c", "CodeTwice", "code=C&state=abcd&tenant=T&code=C"),
        ("e", "CodeAndError", "code=C&state=abcd&tenant=T&error=access_denied"),
        ("z", "Neither", "state=abcd&tenant=T"),
        ("o", "OtherTenant", "code=C&state=abcd&tenant=other"),
        ("%", "HalfEscape", "state=abcd&tenant=T&code=C%2"),
        ("m\u{3}\u{4}", "Mutated { at: 3, to: 4 }", "cod%=C&state=abcd&tenant=T"),
        ("m\u{1c}\u{60}", "Mutated { at: 28, to: 96 }", "co#e=C&state=abcd&tenant=T"),
        ("m\u{0}\u{5d}", "Mutated { at: 0, to: 93 }", "~ode=C&state=abcd&tenant=T"),
    ] {
        assert_eq!(shown::<Callback>(letters), callback);
        assert_eq!(made::<Callback>(letters.as_bytes()).query("abcd", "C", "T"), query, "{callback}");
    }
}

#[test]
fn a_csrf_token_that_is_empty_is_cut_to_nothing() {
    assert_eq!(Callback::TokenCut(3).query("", "C", "T"), "code=C&state=&tenant=T");
}

#[test]
fn every_letter_of_an_answer_is_a_status_and_a_body() {
    for (letter, answer, status, body) in [
        ("4", "RateLimited", 429, "<html></html>"),
        ("i", "ClientRefused", 401, r#"{"error":"invalid_client"}"#),
        ("g", "GrantRefused", 400, r#"{"error":"invalid_grant"}"#),
        ("5", "Down", 503, "<html></html>"),
        ("3", "Redirect", 302, "<html></html>"),
        ("h", "Page", 200, "<html></html>"),
        ("e", "ServerError", 500, r#"{"error":"server_error"}"#),
        ("/", "Truncated", 200, r#"{"access_token":"e30.e3"#),
        ("c", "CutShort", 200, r#"{"access_token":"e30.e3"#),
    ] {
        assert_eq!(shown::<Answer>(letter), answer);
        let answer: Answer = made(letter.as_bytes());
        assert_eq!((answer.status(), answer.body("T", 7).as_str()), (status, body), "{answer:?}");
    }
}

#[test]
fn tokens_are_three_letters_more() {
    let tenants = [
        ('s', "Same", r#"{"tenant":"T","jti":7}"#),
        ('o', "Other", r#"{"tenant":"Tx","jti":7}"#),
        ('n', "None", r#"{"jti":7}"#),
    ];
    let refresh_tokens = [
        ('n', "New", r#","refresh_token":"refresh-7""#),
        ('r', "Repeated", r#","refresh_token":"refresh-0""#),
        ('a', "Absent", ""),
        ('0', "Null", r#","refresh_token":null"#),
        ('e', "Empty", r#","refresh_token":"""#),
    ];
    let lifetimes = [
        ('h', "Hour", r#","expires_in":3600"#),
        ('t', "HourAsText", r#","expires_in":"3600""#),
        ('d', "Day", r#","expires_in":86400"#),
        ('<', "UnderTwoMinutes", r#","expires_in":119"#),
        ('>', "OverTwoMinutes", r#","expires_in":121"#),
        ('s', "Short", r#","expires_in":10"#),
        ('1', "Second", r#","expires_in":1"#),
        ('0', "Zero", r#","expires_in":0"#),
        ('n', "Unstated", ""),
        ('u', "Unknown", r#","expires_in":"soon""#),
        ('!', "Endless", r#","expires_in":18446744073709551615"#),
    ];
    for (tenant, named, payload) in tenants {
        for (refresh, new, refresh_token) in refresh_tokens {
            for (lifetime, lives, expires_in) in lifetimes {
                let letters = [b't', tenant as u8, refresh as u8, lifetime as u8];
                let answer: Answer = made(&letters);
                let fields = format!("tenant: {named}, refresh_token: {new}, lifetime: {lives}");
                assert_eq!(format!("{answer:?}"), format!("Tokens {{ {fields} }}"));
                let token = jwt(payload.as_bytes());
                let body = format!(r#"{{"access_token":"{token}"{refresh_token}{expires_in}}}"#);
                assert_eq!((answer.status(), answer.body("T", 7)), (200, body));
            }
        }
    }
}
