//! The token reply of the guide's step 4: what we read from it, and what must not matter.

use catapa_signin::reply::{Ambiguity, BodyFault, GrantedScope, MemberFault};
use catapa_signin::{Authorized, NotGranted, Options};

use crate::story::{GRANT, LIFETIME, Story, access_token, at, jwt, token_reply_with};

/// The step after a 200 with this body.
fn granted(body: &str) -> Authorized<String> {
    let authorized = Story::default().finish(200, body.as_bytes()).map(|authorized| authorized.into_step());
    authorized.unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn unreadable(body: impl AsRef<[u8]>) -> BodyFault {
    match Story::default().finish(200, body.as_ref()) {
        Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(why), .. }) => why,
        other => panic!("unreadable, not {other:?}"),
    }
}

/// A token reply with these members after the access token.
fn reply_with(members: &str) -> String {
    format!(r#"{{"access_token":"{}"{members}}}"#, access_token())
}

const fn member(name: &'static str, fault: MemberFault) -> BodyFault {
    BodyFault::Member { name, fault }
}

#[test]
fn tokens_end_when_the_reply_says_counted_from_now() {
    let step = granted(&token_reply_with(&access_token(), r#""refresh-1""#));
    assert_eq!(step.expose_access_token(), access_token());
    assert_eq!(step.expose_refresh_token(), Some("refresh-1"));
    assert_eq!(step.granted_at(), at(GRANT));
    assert_eq!(step.expires_at(), Some(at(GRANT + LIFETIME)));
}

#[test]
fn no_spelling_of_expires_in_loses_a_valid_token() {
    // This token does not say when it expires.
    let token = jwt(r#"{"tenant":"gdplabs"}"#);
    for (expires_in, lifetime) in [
        ("3600", Some(3_600)),
        (r#""3600""#, Some(3_600)),
        ("3600.0", Some(3_600)),
        ("3600.9", Some(3_600)),
        (r#""3600.9""#, Some(3_600)),
        ("0", Some(0)),
        ("0.5", Some(0)),
        (r#""0""#, Some(0)),
        ("4294967295", Some(4_294_967_295)),
        ("null", None),
        ("-1", None),
        ("-0", None),
        (r#""-1""#, None),
        (r#""abc""#, None),
        (r#""""#, None),
        (r#"" 3600""#, None),
        (r#""3600s""#, None),
        (r#""0x10""#, None),
        (r#""\u0033600""#, Some(3600)),
        ("1e400", None),
        ("1e3", None),
        (r#""1e400""#, None),
        ("4294967296", None),
        ("18446744073709551615", None),
        ("18446744073709551616", None),
        ("1000000000000000000000000000000", None),
        ("true", None),
        ("[3600]", None),
        (r#"{"seconds":3600}"#, None),
    ] {
        for name in ["expires_in", "expire_in"] {
            let step = granted(&format!(r#"{{"access_token":"{token}","{name}":{expires_in}}}"#));
            assert_eq!(step.expires_at(), lifetime.map(|secs| at(GRANT + secs)), "{name} {expires_in}");
        }
    }
    assert_eq!(granted(&format!(r#"{{"access_token":"{token}"}}"#)).expires_at(), None);
}

#[test]
fn the_end_of_time_is_no_overflow() {
    let token = jwt(r#"{"tenant":"gdplabs","exp":18446744073709551615}"#);
    let step = granted(&format!(r#"{{"access_token":"{token}"}}"#));
    assert_eq!(step.expires_at(), Some(catapa_signin::UnixTime::MAX));
}

#[test]
fn the_tokens_own_end_counts_where_expires_in_says_nothing() {
    let reply = |claims: &str, rest: &str| granted(&format!(r#"{{"access_token":"{}"{rest}}}"#, jwt(claims)));
    let claims = r#"{"tenant":"gdplabs","exp":1700001000}"#;
    for silent in ["", r#","expires_in":null"#, r#","expires_in":"soon""#, r#","expires_in":-1"#] {
        assert_eq!(reply(claims, silent).expires_at(), Some(at(1_700_001_000)), "{silent}");
    }
    assert_eq!(reply(claims, r#","expires_in":60"#).expires_at(), Some(at(GRANT + 60)), "the reply speaks first");
    for no_end in [r#""exp":"1700001000""#, r#""exp":null"#, r#""exp":-5"#, r#""exp":1e12"#, r#""exp":[1]"#] {
        assert_eq!(reply(&format!(r#"{{"tenant":"gdplabs",{no_end}}}"#), "").expires_at(), None, "{no_end}");
    }
}

#[test]
fn a_scope_is_a_fact_and_never_an_error() {
    let scope = |asked: &str, member: &str| {
        let story = Story::with(Options::default().scope(asked));
        story.finish(200, reply_with(member).as_bytes()).unwrap().step().scope()
    };
    for (asked, member, found) in [
        ("", "", GrantedScope::Unstated),
        ("all", "", GrantedScope::Unstated),
        ("all", r#","scope":null"#, GrantedScope::Unstated),
        ("", r#","scope":"""#, GrantedScope::AsAsked),
        ("all", r#","scope":"all""#, GrantedScope::AsAsked),
        ("all", r#","scope":"\u0061ll""#, GrantedScope::AsAsked),
        ("", r#","scope":"all""#, GrantedScope::Different),
        ("all", r#","scope":"""#, GrantedScope::Different),
        ("all", r#","scope":"All""#, GrantedScope::Different),
        ("all", r#","scope":["all"]"#, GrantedScope::Different),
        ("all", r#","scope":[]"#, GrantedScope::Different),
        ("all", r#","scope":7"#, GrantedScope::Different),
        ("all", r#","scope":"\ud800""#, GrantedScope::Different),
    ] {
        assert_eq!(scope(asked, member), found, "{asked:?} {member}");
    }
}

/// Values of a text that is only shown: of other types, not Unicode, and longer than is kept.
fn unshowable() -> Vec<String> {
    let long = format!(r#""{}""#, "é".repeat(9_000));
    let mut values =
        ["null", "7", "-1.5e9", "true", "[]", "{}", r#"["x"]"#, r#""\ud800""#, "\"\""].map(String::from).to_vec();
    values.push(long);
    values
}

#[test]
fn a_text_that_is_only_shown_never_makes_tokens_unreadable() {
    for name in ["scope", "error_description", "error_uri", "code", "message", "status"] {
        for value in unshowable() {
            let step = granted(&reply_with(&format!(r#","refresh_token":"r","{name}":{value}"#)));
            assert_eq!(step.expose_refresh_token(), Some("r"), "{name} {value:.20}");
        }
    }
}

#[test]
fn a_text_that_is_only_shown_never_hides_an_error() {
    for value in unshowable() {
        let body = format!(r#"{{"error":"invalid_grant","error_description":{value},"error_uri":{value}}}"#);
        let Err(NotGranted::Refused(refusal)) = Story::default().finish(400, body.as_bytes()) else {
            panic!("{value:.20} hides it")
        };
        let kept = if value.contains('é') { Some("é".repeat(128)) } else { None };
        assert_eq!((refusal.description(), refusal.uri()), (kept.as_deref(), kept.as_deref()), "{value:.20}");
    }
    for value in unshowable() {
        let body = format!(r#"{{"code":{value},"message":"m","status":{value},"timestamp":{value}}}"#);
        let Err(NotGranted::Ambiguous { why: Ambiguity::Status { problem: Some(problem), .. }, .. }) =
            Story::default().finish(500, body.as_bytes())
        else {
            panic!("{value:.20} hides it")
        };
        let kept = if value.contains('é') { Some("é".repeat(32)) } else { None };
        assert_eq!((problem.code(), problem.message()), (kept.as_deref(), Some("m")), "{value:.20}");
    }
}

#[test]
fn bearer_is_any_case_or_unsaid() {
    for token_type in ["", r#","token_type":"Bearer""#, r#","token_type":"bearer""#, r#","token_type":"BEARER""#] {
        granted(&reply_with(token_type));
    }
    granted(&reply_with(r#","token_type":null"#));
}

#[test]
fn with_another_token_type_nothing_can_be_signed() {
    for other in ["mac", "DPoP", "N_A", "", "Bearer ", "bearertoken"] {
        let body = reply_with(&format!(r#","token_type":"{other}""#));
        assert_eq!(unreadable(body), member("token_type", MemberFault::NotBearer), "{other}");
    }
    assert_eq!(unreadable(reply_with(r#","token_type":1"#)), member("token_type", MemberFault::WrongType));
}

#[test]
fn no_refresh_token_is_a_normal_outcome() {
    for none in ["", r#","refresh_token":null"#] {
        let step = granted(&reply_with(none));
        assert!(!step.has_refresh_token(), "{none}");
        assert_eq!(step.expose_refresh_token(), None);
    }
}

#[test]
fn an_empty_refresh_token_makes_the_reply_of_an_exchange_unreadable() {
    let reply = reply_with(r#","refresh_token":"""#);
    assert_eq!(unreadable(reply), member("refresh_token", MemberFault::Empty));
}

#[test]
fn an_access_token_is_needed() {
    for (token, fault) in [
        ("{}", MemberFault::Missing),
        (r#"{"access_token":null}"#, MemberFault::Missing),
        (r#"{"access_token":""}"#, MemberFault::Empty),
        (r#"{"access_token":7}"#, MemberFault::WrongType),
        (r#"{"access_token":["a"]}"#, MemberFault::WrongType),
        (r#"{"access_token":{"a":1}}"#, MemberFault::WrongType),
    ] {
        assert_eq!(unreadable(token), member("access_token", fault), "{token}");
    }
}

#[test]
fn an_access_token_is_visible_ascii_a_refresh_token_may_have_spaces_and_neither_splits_a_header() {
    for spaced in ["a b", " a", "a ", " ", r"a\u0020b"] {
        let access = format!(r#"{{"access_token":"{spaced}"}}"#);
        assert_eq!(unreadable(access), member("access_token", MemberFault::BadCharacter), "{spaced}");
        let step = granted(&reply_with(&format!(r#","refresh_token":"{spaced}""#)));
        assert_eq!(step.expose_refresh_token(), Some(spaced.replace(r"\u0020", " ").as_str()));
    }
    for bad in [r"a\r\nx: y", r"a\n", r"\u0000", r"\u007f", "é", r"\u00e9", r"\ud800", r"\udc00\ud800"] {
        let access = format!(r#"{{"access_token":"{bad}"}}"#);
        assert_eq!(unreadable(access), member("access_token", MemberFault::BadCharacter), "{bad}");
        let refresh = reply_with(&format!(r#","refresh_token":"{bad}""#));
        assert_eq!(unreadable(refresh), member("refresh_token", MemberFault::BadCharacter), "{bad}");
    }
    assert_eq!(unreadable(b"{\"access_token\":\"\xff\"}"), member("access_token", MemberFault::BadCharacter));
}

#[test]
fn in_a_token_of_any_length_a_bad_character_is_seen_wherever_it_stands() {
    let lengths = [0, 1, 22, 23, 24, 25, 40, 300, 700];
    for (length, place) in lengths.iter().flat_map(|length| [0, length / 2, *length].map(|place| (*length, place))) {
        let token = |character: &str| {
            let (head, tail) = ("a".repeat(place), "a".repeat(length - place));
            reply_with(&format!(r#","scope":"all of it","refresh_token":"{head}{character}{tail}""#))
        };
        for bad in ["\u{7f}", r"\u001f", r"\n", "é", r"\u00e9"] {
            let fault = member("refresh_token", MemberFault::BadCharacter);
            assert_eq!(unreadable(token(bad)), fault, "{bad} at {place} of {length}");
        }
        for good in [" ", "!", "#", "~", "[", "]", r"\u0020", r"\u0021", r"\/", r"\\"] {
            granted(&token(good));
        }
    }
}

#[test]
fn a_token_is_looked_at_whatever_stands_beside_it() {
    let long = "a".repeat(600);
    let escaped = r"aaaaaaaaaaaaaaa\u0061".repeat(40);
    for beside in [&long, "all of it and more of it, of every length", &format!("é{long}"), &escaped, "!", r"\u0020"] {
        for bad in [format!("{long} "), r"aaaaaaaaaaaaaaa\u0020".repeat(40), "a b".to_owned()] {
            for members in [["other", beside, "access_token", &bad], ["access_token", &bad, "other", beside]] {
                let [one, first, two, second] = members;
                let body = format!(r#"{{"{one}":"{first}","{two}":"{second}"}}"#);
                assert_eq!(unreadable(&body), member("access_token", MemberFault::BadCharacter), "{body}");
            }
        }
    }
}

#[test]
fn a_member_that_we_read_stands_there_once() {
    let reply = token_reply_with(&access_token(), r#""refresh-1""#);
    for name in [
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "expire_in",
        "scope",
        "error",
        "error_description",
        "error_uri",
        "code",
        "message",
        "status",
    ] {
        let twice = reply.replacen('{', &format!(r#"{{"{name}":null,"{name}":null,"#), 1);
        assert_eq!(unreadable(twice), member(name, MemberFault::Duplicate));
    }
    let escaped = reply.replacen('{', r#"{"access\u005ftoken":null,"#, 1);
    assert_eq!(unreadable(escaped), member("access_token", MemberFault::Duplicate));
}

#[test]
fn order_white_space_escapes_and_unknown_members_do_not_matter() {
    let escaped: String = access_token().chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    for body in [
        format!(r#"{{"expires_in":86400,"refresh_token":"refresh-1","access_token":"{}"}}"#, access_token()),
        format!(
            "\r\n\t {{ \"refresh_token\" :\t\"refresh-1\" ,\n\"access_token\":\"{}\",\"expires_in\" : 86400 }} \n",
            access_token()
        ),
        format!(r#"{{"expires_in":86400,"refresh_token":"refresh\u002d1","access_\u0074oken":"{escaped}"}}"#),
        token_reply_with(&access_token(), r#""refresh-1""#).replacen(
            '{',
            r#"{"jti":"1","jti":"2","x":[{"access_token":"no"},[],{},1.5e-7,true,false,null,"\"}"],"":{"é":"\ud83d\ude00"},"#,
            1,
        ),
    ] {
        let step = granted(&body);
        assert_eq!(step.expose_access_token(), access_token());
        assert_eq!(step.expose_refresh_token(), Some("refresh-1"));
        assert_eq!(step.expires_at(), Some(at(GRANT + LIFETIME)));
    }
}

#[test]
fn what_is_not_one_json_object_is_not_read() {
    let reply = reply_with("");
    for body in [
        reply.replace('}', ",}"),
        reply.replace("\":", "\"="),
        reply.replace('"', "'"),
        format!("{reply}x"),
        format!("{reply}{reply}"),
        format!("[{reply}]"),
        format!("\u{feff}{reply}"),
        reply.replacen('{', "{\"x\":01,", 1),
        reply.replacen('{', "{\"x\":1.,", 1),
        reply.replacen('{', "{\"x\":NaN,", 1),
        reply.replacen('{', "{\"x\":\"\n\",", 1),
        reply.replacen('{', "{\"x\":\"\\x\",", 1),
        reply.replacen('{', "{\"x\":[1,],", 1),
        reply.replacen('{', "{\"x\":[1},", 1),
        "null".into(),
        "\"access_token\"".into(),
    ] {
        assert!(matches!(unreadable(&body), BodyFault::NotJson { .. }), "{body}");
    }
    for end in 0..reply.len() {
        assert!(matches!(unreadable(&reply[..end]), BodyFault::NotJson { .. }), "{end} bytes");
    }
}

#[test]
fn nesting_ends_at_thirty_two() {
    for (open, close) in [("[", "]"), (r#"{"x":"#, "}")] {
        // The reply itself is the first level.
        let nested = |levels: usize| {
            let inside = format!("{}1{}", open.repeat(levels - 1), close.repeat(levels - 1));
            reply_with(&format!(r#","x":{inside}"#))
        };
        granted(&nested(32));
        assert!(matches!(unreadable(nested(33)), BodyFault::NotJson { .. }));
        assert!(matches!(unreadable(nested(1_000)), BodyFault::NotJson { .. }));
    }
}

#[test]
fn an_unreadable_reply_is_never_quoted() {
    for body in [r#"{"access_token":"PLANTED PLANTED"}"#, "PLANTED", r#"{"PLANTED":"#] {
        let Err(error) = Story::default().finish(200, body.as_bytes()) else { panic!("unreadable") };
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
    }
}
