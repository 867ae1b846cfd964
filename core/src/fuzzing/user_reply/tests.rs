//! What a profile is, worked out by hand.

use std::format;
use std::string::String;

use super::*;

fn profile(document: &str) -> bool {
    is_profile(&judge::Object::read(document.as_bytes()).expect("an object"))
}

/// A profile with one more member.
fn with(member: &str) -> bool {
    profile(&format!(r#"{{"id":"1",{member}}}"#))
}

#[test]
fn a_profile_has_an_id_of_1_to_128_bytes() {
    for (id, is_profile) in [(0, false), (1, true), (128, true), (129, false)] {
        assert_eq!(profile(&format!(r#"{{"id":"{}"}}"#, "i".repeat(id))), is_profile, "{id} bytes");
    }
    for document in ["{}", r#"{"id":null}"#, r#"{"id":1}"#] {
        assert!(!profile(document), "{document}");
    }
}

#[test]
fn every_other_text_is_absent_or_null_or_has_at_most_320_bytes() {
    for (length, fits) in [(0, true), (320, true), (321, false)] {
        let text = "t".repeat(length);
        for member in [
            format!(r#""username":"{text}""#),
            format!(r#""email":"{text}""#),
            format!(r#""employee":{{"id":"{text}"}}"#),
            format!(r#""employee":{{"name":"{text}"}}"#),
            format!(r#""roles":[{{}},{{"id":"{text}"}}]"#),
            format!(r#""roles":[{{"name":"{text}"}},{{}}]"#),
        ] {
            assert_eq!(with(&member), fits, "{length} bytes: {member}");
        }
    }
    for name in ["username", "email", "employee", "roles"] {
        assert!(with(&format!(r#""{name}":null"#)), "{name}");
        assert!(!with(&format!(r#""{name}":1"#)), "{name}");
    }
    assert!(with(r#""employee":{"id":null,"name":null}"#) && !with(r#""employee":{"id":1}"#));
    assert!(with(r#""roles":[]"#) && !with(r#""roles":{}"#) && !with(r#""roles":[1]"#));
}

#[test]
fn a_profile_has_at_most_64_roles() {
    for (count, fits) in [(64, true), (65, false)] {
        let roles: String = "{},".repeat(count);
        assert_eq!(with(&format!(r#""roles":[{}]"#, roles.trim_end_matches(','))), fits, "{count}");
    }
}

#[test]
fn a_member_that_is_read_and_doubled_makes_no_profile() {
    for name in ["username", "email", "employee", "roles"] {
        assert!(!with(&format!(r#""{name}":null,"{name}":null"#)), "{name}");
    }
    assert!(!with(r#""id":"1""#) && with(r#""x":1,"x":2"#));
}
