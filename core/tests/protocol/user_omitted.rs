//! What is only shown of a user: kept as far as it can be, and what was left out is told.

use catapa_signin::user::Omitted;
use catapa_signin::{Explain as _, User};

use crate::user::{profile, profile_of};

/// The members of a profile that are only shown, each with this value, and how to find it in the user.
type Shown = (&'static str, fn(&str) -> String, for<'u, 'b> fn(&'u User<'b>) -> Option<&'b str>);

const SHOWN: [Shown; 6] = [
    ("username", |text| format!(r#"{{"id":"u","username":{text}}}"#), |user| user.username()),
    ("email", |text| format!(r#"{{"id":"u","email":{text}}}"#), |user| user.email()),
    ("employee", |text| format!(r#"{{"id":"u","employee":{{"id":{text}}}}}"#), |user| user.employee()?.id),
    ("employee", |text| format!(r#"{{"id":"u","employee":{{"name":{text}}}}}"#), |user| user.employee()?.name),
    ("roles", |text| format!(r#"{{"id":"u","roles":[{{"id":{text},"name":"n"}}]}}"#), |user| user.roles().next()?.id),
    ("roles", |text| format!(r#"{{"id":"u","roles":[{{}},{{"name":{text}}}]}}"#), |user| user.roles().nth(1)?.name),
];

/// What was left out: its name, or nothing.
fn omitted(user: &User<'_>) -> Vec<&'static str> {
    let Omitted { username, email, employee, roles, .. } = user.omitted();
    let all = [("username", username), ("email", email), ("employee", employee), ("roles", roles)];
    let names: Vec<_> = all.into_iter().filter_map(|(name, is_omitted)| is_omitted.then_some(name)).collect();
    assert_eq!(names.is_empty(), user.omitted().is_empty());
    names
}

#[test]
fn a_name_is_cut_at_its_last_character_within_320_bytes_and_a_longer_id_or_address_is_absent() {
    for (written, kept, is_whole) in [
        ("x".repeat(320), "x".repeat(320), true),
        ("x".repeat(321), "x".repeat(320), false),
        ("ก".repeat(110), "ก".repeat(106), false),
        ("x".repeat(319) + "é", "x".repeat(319), false),
        ("x".repeat(318) + "é", "x".repeat(318) + "é", true),
        ("x".repeat(317) + "😀", "x".repeat(317), false),
        ("x".repeat(316) + "😀", "x".repeat(316) + "😀", true),
        ("x".repeat(316) + "😀y", "x".repeat(316) + "😀", false),
        ("\\u0e01".repeat(107), "ก".repeat(106), false),
        ("é".repeat(30_000), "é".repeat(160), false),
        (String::new(), String::new(), true),
    ] {
        for (index, (name, body, shown)) in SHOWN.into_iter().enumerate() {
            // The beginning of an address or an id would be another one.
            let is_kept = is_whole || ![1, 2, 4].contains(&index);
            profile(&body(&format!(r#""{written}""#)), |user| {
                let user = user.unwrap();
                assert_eq!(shown(&user), is_kept.then_some(kept.as_str()), "{name}");
                assert_eq!(omitted(&user), if is_whole { vec![] } else { vec![name] }, "{written:.20}");
            });
        }
    }
}

#[test]
fn a_text_of_another_type_or_with_half_a_pair_is_absent() {
    for value in ["true", "[]", "{}", r#"["x"]"#, "-7", "7.5", "7e1", r#""\ud800""#, r#""x\udc00\ud800""#] {
        for (name, body, shown) in SHOWN {
            profile(&body(value), |user| {
                let user = user.unwrap();
                assert_eq!((shown(&user), omitted(&user)), (None, vec![name]), "{name} {value}");
            });
        }
    }
    let foreign = profile_of(b"{\"id\":\"u\",\"username\":\"\xff\"}", |user| {
        let user = user.unwrap();
        (user.username().is_none(), omitted(&user))
    });
    assert_eq!(foreign, (true, vec!["username"]));
}

#[test]
fn where_both_the_id_and_the_name_of_a_role_or_an_employee_are_left_out_it_is_told() {
    for (name, member) in
        [("employee", r#""employee":{"id":true,"name":[]}"#), ("roles", r#""roles":[{"id":{},"name":7}]"#)]
    {
        assert_eq!(profile(&format!(r#"{{"id":"u",{member}}}"#), |user| omitted(&user.unwrap())), [name]);
    }
}

#[test]
fn a_null_leaves_nothing_out() {
    for (_, body, shown) in SHOWN {
        profile(&body("null"), |user| {
            let user = user.unwrap();
            assert_eq!((shown(&user), user.omitted()), (None, Omitted::default()));
        });
    }
    profile(r#"{"id":"u","roles":[null,{"id":"r"},null]}"#, |user| {
        let user = user.unwrap();
        assert_eq!((user.roles().len(), user.omitted().is_empty()), (1, true));
    });
}

#[test]
fn an_id_of_a_role_or_an_employee_that_is_a_whole_number_is_its_digits() {
    for digits in ["7", "0", "18446744073709551616"] {
        let body = format!(
            r#"{{"id":"u","employee":{{"id":{digits} }},"roles":[{{"id":{digits}}},{{"name":"n","id":{digits}}}]}}"#
        );
        profile(&body, |user| {
            let user = user.unwrap();
            assert_eq!(user.employee().unwrap().id, Some(digits));
            let roles: Vec<_> = user.roles().map(|role| (role.id, role.name)).collect();
            assert_eq!(roles, [(Some(digits), None), (Some(digits), Some("n"))]);
            assert!(user.omitted().is_empty());
        });
    }
    for number in ["7", "0"] {
        let body = format!(r#"{{"id":"u","username":{number},"email":{number},"roles":[{{"name":{number}}}]}}"#);
        let expected = ["username", "email", "roles"];
        assert_eq!(profile(&body, |user| omitted(&user.unwrap())), expected, "of an id alone");
        let two = format!(r#"{{"id":"u","email":{number},"roles":{number}}}"#);
        assert_eq!(profile(&two, |user| omitted(&user.unwrap())), ["email", "roles"]);
    }
}

#[test]
fn of_more_than_64_roles_the_first_64_are_kept() {
    let roles = |count: usize| {
        let roles: Vec<_> = (0..count).map(|number| format!(r#"{{"id":"r{number}"}}"#)).collect();
        format!(r#"{{"roles":[{}],"id":"u","email":"e"}}"#, roles.join(","))
    };
    for (sent, kept, is_whole) in [(63, 63, true), (64, 64, true), (65, 64, false), (1_000, 64, false)] {
        profile(&roles(sent), |user| {
            let user = user.unwrap();
            assert_eq!((user.id(), user.email()), ("u", Some("e")), "what comes after them is read");
            let ids: Vec<_> = user.roles().map(|role| role.id.unwrap().to_owned()).collect();
            assert_eq!(ids, (0..kept).map(|number| format!("r{number}")).collect::<Vec<_>>());
            assert_eq!(user.omitted().roles, !is_whole, "{sent}");
        });
    }
}

#[test]
fn what_comes_after_64_roles_is_still_json() {
    let roles = |after: &str| format!(r#"{{"id":"u","roles":[{}{after}]}}"#, vec!["{}"; 64].join(","));
    for after in [r#",7"#, r#",{"id":"r","id":"r"}"#, r#",[[{}],{"x":[1]}]"#, " , null , \"x\" "] {
        assert!(profile(&roles(after), |user| user.unwrap().omitted().roles), "{after}");
    }
    assert!(profile(&roles(" "), |user| user.unwrap().omitted().is_empty()));
    for after in [",", " {}", ",{]", ",nul", "}", &format!(",{}", "[".repeat(40))] {
        assert!(matches!(profile(&roles(after), |user| user.unwrap_err().code()), "reply.not_json"), "{after}");
    }
}

#[test]
fn an_employee_or_roles_of_another_type_are_absent() {
    for (member, name, roles) in [
        (r#""employee":"e-7""#, "employee", 0),
        (r#""employee":"""#, "employee", 0),
        (r#""employee":"\ud800""#, "employee", 0),
        (r#""employee":[]"#, "employee", 0),
        (r#""employee":0"#, "employee", 0),
        (r#""roles":{}"#, "roles", 0),
        (r#""roles":{"id":"r"}"#, "roles", 0),
        (r#""roles":"admin""#, "roles", 0),
        (r#""roles":false"#, "roles", 0),
        (r#""roles":["admin"]"#, "roles", 0),
        (r#""roles":[[]]"#, "roles", 0),
        (r#""roles":[{"id":"r"},7,{"id":"s"},[{"id":"t"}]]"#, "roles", 2),
    ] {
        profile(&format!(r#"{{"id":"u",{member}}}"#), |user| {
            let user = user.unwrap();
            assert_eq!((user.id(), user.employee(), user.roles().len()), ("u", None, roles), "{member}");
            assert_eq!(omitted(&user), [name], "{member}");
        });
    }
}

#[test]
fn a_profile_is_written_with_what_was_left_out_of_it() {
    for (body, written) in [
        (r#"{"id":"u","roles":{}}"#, r#"{"id":"u","roles":[],"omitted":["roles"]}"#),
        (
            r#"{"id":"u","username":5,"email":[],"employee":"","roles":[{"id":7,"name":8}]}"#,
            r#"{"id":"u","roles":[{"id":"7"}],"omitted":["username","email","employee","roles"]}"#,
        ),
    ] {
        profile(body, |user| assert_eq!(serde_json::to_string(&user.unwrap()).unwrap(), written));
    }
}

#[test]
fn what_was_left_out_is_read_as_it_was_written() {
    for body in [r#"{"id":"u"}"#, r#"{"id":"u","roles":0}"#, r#"{"id":"u","email":0,"username":0,"employee":0}"#] {
        profile(body, |user| {
            let omitted = user.unwrap().omitted();
            let json = serde_json::to_string(&omitted).unwrap();
            assert_eq!(serde_json::from_str::<Omitted>(&json).unwrap(), omitted, "{json}");
            let bytes = postcard::to_allocvec(&omitted).unwrap();
            assert_eq!(postcard::from_bytes::<Omitted>(&bytes).unwrap(), omitted, "a format without names");
        });
    }
    assert!(serde_json::from_str::<Omitted>(r#"["a later one"]"#).unwrap().is_empty());
    for (other, expected) in [
        ("[7]", "expected the name of a member of a user"),
        ("7", "expected what was left out of a user"),
        (r#"["roles""#, "EOF"),
    ] {
        let why = serde_json::from_str::<Omitted>(other).unwrap_err().to_string();
        assert!(why.contains(expected), "{other}: {why}");
    }
}
