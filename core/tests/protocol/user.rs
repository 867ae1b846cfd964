//! Who signed in: the profile of `/v1/users/me`.

use catapa_signin::config::OpaqueTokens;
use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{BodyFault, MemberFault};
use catapa_signin::tenant::Tenant;
use catapa_signin::{ApiError, Explain as _, Options, Reply, User};

use crate::story::{Story, token_reply_with};

/// Reads this profile, and hands the result to `look`.
pub(crate) fn profile<R>(body: &str, look: impl FnOnce(Result<User<'_>, ApiError>) -> R) -> R {
    profile_of(body.as_bytes(), look)
}

pub(crate) fn profile_of<R>(body: &[u8], look: impl FnOnce(Result<User<'_>, ApiError>) -> R) -> R {
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
fn what_is_shown_of_a_user_is_tenant_and_id_alone() {
    let body = r#"{"id":"u-1","username":"siti","email":"siti@example.com","employee":{"name":"Siti"}}"#;
    assert_eq!(profile(body, |user| format!("{:?}", user.unwrap())), r#"User { tenant: "gdplabs", id: "u-1", .. }"#);
}
