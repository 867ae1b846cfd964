//! Who signed in: the profile of `/v1/users/me`.

use catapa_signin::config::OpaqueTokens;
use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{BodyFault, MemberFault};
use catapa_signin::tenant::Tenant;
use catapa_signin::user::Omitted;
use catapa_signin::{ApiError, Explain as _, Options, Reply, User};

use crate::story::{Story, token_reply_with};

/// Reads this profile, and hands the result to `look`.
fn profile<R>(body: &str, look: impl FnOnce(Result<User<'_>, ApiError>) -> R) -> R {
    profile_of(body.as_bytes(), look)
}

fn profile_of<R>(body: &[u8], look: impl FnOnce(Result<User<'_>, ApiError>) -> R) -> R {
    let story = Story::default();
    let mut body = body.to_owned();
    look(story.authorized().read_user(Reply::new(200, &mut body)))
}

/// The member that made a profile unreadable.
fn fault(body: &str) -> (&'static str, MemberFault) {
    profile(body, |user| match user {
        Err(ApiError::Unreadable(BodyFault::Member { name, fault })) => (name, fault),
        other => panic!("a member is wrong in {body:.60}, but {other:?}"),
    })
}

fn is_read(body: &str) -> bool {
    profile(body, |user| user.is_ok())
}

#[test]
fn the_whole_profile_is_read() {
    let whole = r#"{"id":"u-1","username":"siti","email":"siti@example.com","employee":{"id":"e-7","name":"Siti"},
        "roles":[{"id":"r-1","name":"Employee"},{"id":"r-2"},{}]}"#;
    profile(whole, |user| {
        let user = user.unwrap();
        assert_eq!((user.id(), user.tenant().as_str()), ("u-1", "gdplabs"));
        assert_eq!((user.username(), user.email()), (Some("siti"), Some("siti@example.com")));
        let employee = user.employee().unwrap();
        assert_eq!((employee.id, employee.name), (Some("e-7"), Some("Siti")));
        let roles: Vec<_> = user.roles().map(|role| (role.id, role.name)).collect();
        assert_eq!(roles, [(Some("r-1"), Some("Employee")), (Some("r-2"), None), (None, None)]);
    });
}

#[test]
fn an_id_is_all_that_a_profile_needs() {
    for body in [
        r#"{"id":"u-1"}"#,
        r#"{"id":"u-1","username":null,"email":null,"employee":null,"roles":null}"#,
        r#"{"roles":[],"id":"u-1"}"#,
    ] {
        profile(body, |user| {
            let user = user.unwrap();
            assert_eq!((user.id(), user.username(), user.email(), user.employee()), ("u-1", None, None, None));
            assert_eq!(user.roles().len(), 0);
        });
    }
    assert!(profile(r#"{"id":"u-1","employee":{}}"#, |user| user.unwrap().employee().is_some()));
}

#[test]
fn unknown_members_order_white_space_and_nesting_do_not_matter() {
    for body in [
        r#"{"x":[{"id":"no"},[1,2.5e3,{"y":null}]],"id":"u-1","sub":true,"Id":"no","ID":7,"":{}}"#,
        "\r\n\t {\n\"email\" : \"a@b\" ,\"id\"\n:\n\"u-1\"\t}\n ",
        r#"{"employee":{"x":{"id":"no"},"id":"e","y":[]},"roles":[{"x":1,"id":"r"}],"\u0069d":"u-\u0031"}"#,
        r#"{"\ud800":1,"id":"u-1","x":"\ud800"}"#,
    ] {
        assert_eq!(profile(body, |user| user.unwrap().id().to_owned()), "u-1", "{body}");
    }
}

#[test]
fn escapes_are_undone_and_other_scripts_are_kept() {
    let body = r#"{"id":"u\/\"\\\n\u00e9","username":"\ud83d\ude00 स्मिता","email":"siti@例え.jp"}"#;
    profile(body, |user| {
        let user = user.unwrap();
        assert_eq!(user.id(), "u/\"\\\né");
        assert_eq!((user.username(), user.email()), (Some("😀 स्मिता"), Some("siti@例え.jp")));
    });
}

#[test]
fn an_id_has_up_to_128_bytes() {
    let of = |count: usize| "x".repeat(count);
    assert!(is_read(&format!(r#"{{"id":"{}"}}"#, of(128))));
    assert_eq!(fault(&format!(r#"{{"id":"{}"}}"#, of(129))), ("id", MemberFault::TooLong));
    // The limit counts bytes of the text, not characters and not the bytes of their escapes.
    assert!(is_read(&format!(r#"{{"id":"{}"}}"#, "\\u00e9".repeat(64))));
    assert_eq!(fault(&format!(r#"{{"id":"{}"}}"#, "é".repeat(65))), ("id", MemberFault::TooLong));
}

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
fn the_members_of_a_role_come_in_any_order_and_of_any_length() {
    let (long, short) = ("l".repeat(300), "s");
    for (id, name) in [(&*long, short), (short, &*long), (&*long, &*long), (short, short)] {
        let roles = format!(
            r#"{{"name":"{name}","id":"{id}"}},{{}},{{"id":"{id}","name":"{name}"}},{{"name":"{name}"}},{{"id":"{id}"}}"#
        );
        let read = profile(&format!(r#"{{"id":"u","roles":[{roles}]}}"#), |user| {
            let roles = user.unwrap().roles();
            roles.map(|role| [role.id, role.name].map(|text| text.map(str::to_owned))).collect::<Vec<_>>()
        });
        let (id, name) = (Some(id.to_owned()), Some(name.to_owned()));
        let both = [id.clone(), name.clone()];
        assert_eq!(read, [both.clone(), [None, None], both, [None, name], [id, None]]);
    }
}

#[test]
fn without_an_id_there_is_no_user() {
    for (body, why) in [
        ("{}", MemberFault::Missing),
        (r#"{"id":null}"#, MemberFault::Missing),
        (r#"{"username":"siti","sub":"u-1"}"#, MemberFault::Missing),
        (r#"{"id":""}"#, MemberFault::Empty),
        (r#"{"id":7}"#, MemberFault::WrongType),
        (r#"{"id":true}"#, MemberFault::WrongType),
        (r#"{"id":["u"]}"#, MemberFault::WrongType),
        (r#"{"id":{}}"#, MemberFault::WrongType),
        (r#"{"id":"\ud800"}"#, MemberFault::BadCharacter),
    ] {
        assert_eq!(fault(body), ("id", why), "{body}");
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
fn a_member_that_stands_there_twice_is_refused() {
    for (body, name) in [
        (r#"{"id":"u","id":"v"}"#, "id"),
        (r#"{"id":"u","\u0069d":"u"}"#, "id"),
        (r#"{"id":null,"id":"u"}"#, "id"),
        (r#"{"id":"u","email":null,"email":null}"#, "email"),
        (r#"{"id":"u","employee":{},"employee":{}}"#, "employee"),
        (r#"{"id":"u","employee":{"id":"e","id":"e"}}"#, "id"),
        (r#"{"id":"u","roles":[],"roles":[]}"#, "roles"),
        (r#"{"id":"u","roles":[{"name":"r","name":"r"}]}"#, "name"),
    ] {
        assert_eq!(fault(body), (name, MemberFault::Duplicate), "{body}");
    }
}

#[test]
fn a_200_that_is_no_json_object_is_unreadable_and_says_from_where_on() {
    for (body, at) in [("", 0), ("<html>", 0), ("[]", 0), ("null", 0), (r#"{"id":"u"}x"#, 10), (r#"{"id":"u""#, 9)] {
        let not_json = ApiError::Unreadable(BodyFault::NotJson { at });
        assert_eq!(profile(body, |user| user.unwrap_err()), not_json, "{body}");
    }
}

#[test]
fn a_body_over_64_kib_or_nested_deeper_than_32_is_refused() {
    let padded = |bytes: usize| format!("{}{}", r#"{"id":"u"}"#, " ".repeat(bytes - 10));
    assert!(is_read(&padded(65_536)));
    assert_eq!(profile(&padded(65_537), |user| user.unwrap_err().code()), "reply.over_limit");
    let nested = |levels: usize| format!(r#"{{"id":"u","x":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    assert!(is_read(&nested(31)));
    assert_eq!(profile(&nested(32), |user| user.unwrap_err().code()), "reply.not_json");
}

#[test]
fn a_claimed_tenant_is_confirmed_by_a_200_under_it_and_by_nothing_else() {
    let story = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
    let authorized = story.authorized_by(&token_reply_with("opaque", "null"));
    assert!(matches!(authorized.step().tenant(), Tenant::Claimed(_)));
    for status in [201, 203, 206, 302, 401, 403, 404, 429, 500] {
        assert!(authorized.read_user(Reply::new(status, &mut br#"{"id":"u-1"}"#.to_owned())).is_err());
    }
    let mut body = br#"{"id":"u-1"}"#.to_owned();
    let user = authorized.read_user(Reply::new(200, &mut body)).unwrap();
    assert_eq!(user.tenant().as_str(), "gdplabs");
    assert_eq!(user.key().to_string(), "https://api.example.com|gdplabs|u-1");
    // The step itself does not change: the next reply must confirm the tenant again.
    assert!(matches!(authorized.step().tenant(), Tenant::Claimed(_)));
}

#[test]
fn a_claimed_tenant_stays_claimed_once_the_configuration_trusts_tokens_alone() {
    let trusting = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
    let step = trusting.authorized_by(&token_reply_with("opaque", "null")).into_step();
    let strict = Story::default();
    let authorized = strict.client.resume(step).unwrap();
    let refused = authorized.read_user(Reply::new(200, &mut br#"{"id":"u-1"}"#.to_owned())).unwrap_err();
    assert_eq!(refused, ApiError::TenantRefused(TenantRefusal::NotNamed));
    assert_eq!(refused.code(), "tenant.not_named");
}

#[test]
fn a_profile_is_written_as_catapas_own_json() {
    let body = r#"{"id":"u-1","email":"siti@example.com","employee":{"name":"Siti"},"roles":[{"id":"r-1"}]}"#;
    assert_eq!(profile(body, |user| serde_json::to_string(&user.unwrap()).unwrap()), body);
    assert_eq!(
        profile(r#"{"id":"u"}"#, |user| serde_json::to_string(&user.unwrap()).unwrap()),
        r#"{"id":"u","roles":[]}"#
    );
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
    for other in ["[7]", "7", r#"["roles""#] {
        assert!(serde_json::from_str::<Omitted>(other).is_err(), "{other}");
    }
}

#[test]
fn what_is_shown_of_a_user_is_tenant_and_id_alone() {
    let body = r#"{"id":"u-1","username":"siti","email":"siti@example.com","employee":{"name":"Siti"}}"#;
    assert_eq!(profile(body, |user| format!("{:?}", user.unwrap())), r#"User { tenant: "gdplabs", id: "u-1", .. }"#);
}
