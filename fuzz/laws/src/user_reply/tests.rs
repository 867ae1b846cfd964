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

/// What is left out of a profile with one more member: of username, email, employee and roles.
fn omitted(member: &str) -> [bool; 4] {
    match Profile::judge(format!(r#"{{"id":"1",{member}}}"#).as_bytes()) {
        Judged::Profile(profile) => profile.omitted,
        _ => panic!("{member} keeps nobody from signing in"),
    }
}

const NAMES: [&str; 4] = ["username", "email", "employee", "roles"];

#[test]
fn every_other_text_is_absent_or_null_or_has_at_most_320_bytes_and_what_is_more_is_left_out() {
    for (length, fits) in [(0, true), (320, true), (321, false)] {
        let text = "t".repeat(length);
        for (place, member) in [
            (0, format!(r#""username":"{text}""#)),
            (1, format!(r#""email":"{text}""#)),
            (2, format!(r#""employee":{{"id":"{text}"}}"#)),
            (2, format!(r#""employee":{{"name":"{text}"}}"#)),
            (3, format!(r#""roles":[{{}},{{"id":"{text}"}}]"#)),
            (3, format!(r#""roles":[{{"name":"{text}"}},{{}}]"#)),
        ] {
            let expected = [0, 1, 2, 3].map(|other| other == place && !fits);
            assert_eq!(omitted(&member), expected, "{length} bytes: {member}");
        }
    }
    for (place, name) in NAMES.into_iter().enumerate() {
        assert_eq!(omitted(&format!(r#""{name}":null"#)), [false; 4], "{name}");
        for value in ["1", "true", r#""\ud800""#] {
            let expected = [0, 1, 2, 3].map(|other| other == place);
            assert_eq!(omitted(&format!(r#""{name}":{value}"#)), expected, "{name}: {value}");
        }
    }
    let none = [false; 4];
    assert_eq!(omitted(r#""employee":{"id":null,"name":null}"#), none);
    assert_eq!(omitted(r#""employee":"""#), [false, false, true, false]);
    assert_eq!(omitted(r#""roles":[]"#), none);
    assert_eq!(omitted(r#""roles":[null]"#), none);
    for roles in ["{}", "[1]", r#"[{"name":1}]"#, r#"["a"]"#, r#"[{"id":-1}]"#, r#"[{"id":1.5}]"#] {
        assert_eq!(omitted(&format!(r#""roles":{roles}"#)), [false, false, false, true], "{roles}");
    }
}

#[test]
fn a_text_is_cut_a_number_is_the_digits_of_an_id_alone_and_no_role_is_told_that_is_none() {
    let document = format!(
        r#"{{"id":"1","username":"{}","email":1,"employee":{{"id":7,"name":7}},"roles":[1,{{"id":8}},null]}}"#,
        "é".repeat(161)
    );
    let Judged::Profile(profile) = Profile::judge(document.as_bytes()) else { panic!("a profile") };
    assert_eq!((profile.username, profile.email), (Some("é".repeat(160)), None));
    assert_eq!(profile.employee, Some((Some("7".to_owned()), None)));
    assert_eq!(profile.roles, [(Some("8".to_owned()), None)]);
    assert_eq!(profile.omitted, [true; 4]);
}

#[test]
fn a_profile_has_the_first_64_roles() {
    for (count, kept, is_omitted) in [(64, 64, false), (65, 64, true)] {
        let roles: String = "{},".repeat(count);
        let document = format!(r#"{{"id":"1","roles":[{}]}}"#, roles.trim_end_matches(','));
        let Judged::Profile(profile) = Profile::judge(document.as_bytes()) else { panic!("a profile") };
        assert_eq!((profile.roles.len(), profile.omitted[3]), (kept, is_omitted), "{count}");
    }
    let roles = format!(r#""roles":[{}{{"id":"a","id":"b"}}]"#, "{},".repeat(64));
    assert!(with(&roles), "nobody reads the last one");
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
