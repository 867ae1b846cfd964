//! What a profile is, worked out by hand.

use super::*;

fn profile(document: &str) -> bool {
    match Profile::judge(document.as_bytes()) {
        Judged::Profile(_) => true,
        Judged::None => false,
        Judged::Unknown => panic!("{document} is beyond the judge"),
    }
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
    for name in ["id", "name"] {
        let named = format!(r#"{{"{name}":"a","{name}":"a"}}"#);
        assert!(!with(&format!(r#""employee":{named}"#)) && !with(&format!(r#""roles":[{named}]"#)), "{name}");
    }
    assert!(!with(r#""id":"1""#) && with(r#""x":1,"x":2"#) && with(r#""employee":{"x":1,"x":2}"#));
}

#[test]
fn what_is_no_json_is_no_profile_and_other_json_is_beyond_the_judge() {
    for (document, is_beyond) in [("", false), ("<html>", false), (r#"{"id":"1""#, false), ("[]", true), ("1", true)] {
        let judged = Profile::judge(document.as_bytes());
        assert_eq!(matches!(judged, Judged::Unknown), is_beyond, "{document}");
        assert!(!matches!(judged, Judged::Profile(_)), "{document}");
    }
}

#[test]
fn every_text_of_a_profile_is_told() {
    let document = r#"{"id":"1","username":"u","email":"e","employee":{"id":"2","name":"n"},"roles":[{"id":"3"},{}]}"#;
    let Judged::Profile(profile) = Profile::judge(document.as_bytes()) else { panic!("a profile") };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!((profile.id.as_str(), profile.username, profile.email), ("1", text("u"), text("e")));
    assert_eq!(profile.employee, Some((text("2"), text("n"))));
    assert_eq!(profile.roles, [(text("3"), None), (None, None)]);
}
