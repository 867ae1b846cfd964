//! What a callback is, worked out by hand: the judge of the law has a table of its own.

use super::*;

const JUDGE: Judge<'static> = Judge { csrf_token: "t", issuer: None, welcome: None };

/// What the callback of a sign-in with the CSRF token `t` is.
fn verdict(callback: &str) -> String {
    format!("{:?}", JUDGE.on(callback))
}

/// Is it this sign-in's?
fn is_ours(callback: &str) -> bool {
    !verdict(callback).starts_with("NotOurs")
}

#[test]
fn without_the_exact_csrf_token_a_callback_is_not_ours() {
    for (callback, why) in [
        ("", "NoCsrfToken"),
        ("code=c&tenant=g", "NoCsrfToken"),
        ("code=c&state=T&tenant=g", "OtherCsrfToken"),
        ("state=tt&error=e", "OtherCsrfToken"),
        ("state=&error=e", "OtherCsrfToken"),
    ] {
        assert_eq!(verdict(callback), format!("NotOurs({why})"), "{callback}");
    }
}

#[test]
fn whatever_may_not_be_in_a_parameter_that_is_read_makes_a_callback_not_ours() {
    for (callback, why) in [
        ("code=c&state=t&tenant=g&code=c", "Duplicate"),
        ("state=t&state=t&code=c&tenant=g", "Duplicate"),
        ("code=c%2&state=t&tenant=g", "BadEscape"),
        ("code=%ff&state=t&tenant=g", "BadEscape"),
        ("code=c&code=%2&state=t", "BadEscape"),
    ] {
        assert_eq!(verdict(callback), format!("NotOurs({why})"), "{callback}");
    }
    let granted = r#"Granted { code: "c", tenant: "g" }"#;
    for callback in ["x=%2&code=c&state=t&tenant=g", "x=1&x=2&code=c&state=t&tenant=g", "%zz=1&code=c&state=t&tenant=g"]
    {
        assert_eq!(verdict(callback), granted, "{callback}: what is not read may be anything");
    }
}

#[test]
fn a_parameter_may_be_as_long_as_its_bound_and_a_callback_8192_bytes() {
    for (name, longest) in [("code", 512), ("tenant", 128), ("error", 64)] {
        for (length, ours) in [(longest, true), (longest + 1, false)] {
            let callback = format!("state=t&{name}={}", "a".repeat(length));
            assert_eq!(is_ours(&callback), ours, "{name} of {length} bytes");
        }
    }
    for (length, ours) in [(8_192, true), (8_193, false)] {
        let callback = format!("state=t&x={}", "a".repeat(length - "state=t&x=".len()));
        assert_eq!(is_ours(&callback), ours, "{length} bytes");
    }
}

#[test]
fn a_callback_that_is_ours_says_yes_or_no_and_not_both() {
    for (callback, expected) in [
        ("state=t&code=c&error=e&tenant=g", "Unusable(CodeAndError)"),
        ("state=t&tenant=g", "Unusable(NeitherCodeNorError)"),
        ("state=t&error=", "Unusable(BadError)"),
        ("state=t&error=e", r#"Denied { error: "e", description: None }"#),
        ("state=t&error=e&error_description=a+b", r#"Denied { error: "e", description: Some("a b") }"#),
        ("state=t&code=&tenant=g", "Unusable(BadCode)"),
        ("state=t&code=a%09b&tenant=g", "Unusable(BadCode)"),
        ("state=t&code=a+b%20&tenant=g", r#"Granted { code: "a b ", tenant: "g" }"#),
        ("state=t&code=c", "Unusable(NoTenant)"),
        ("state=t&code=c&tenant=", "Unusable(BadTenant)"),
        ("state=t&code=c&tenant=a,b", "Unusable(BadTenant)"),
        ("state=t&code=c&tenant=a.b-C_9", r#"Granted { code: "c", tenant: "a.b-C_9" }"#),
        ("&state=t&&code=c&tenant=g&", r#"Granted { code: "c", tenant: "g" }"#),
    ] {
        assert_eq!(verdict(callback), expected, "{callback}");
    }
}

#[test]
fn a_description_is_cut_to_256_bytes_at_a_character() {
    for (description, kept) in [("a".repeat(257), "a".repeat(256)), ("é".repeat(200), "é".repeat(128))] {
        let expected = Verdict::Denied { error: "e".into(), description: Some(kept) };
        let callback = format!("state=t&error=e&error_description={description}");
        assert_eq!(verdict(&callback), format!("{expected:?}"));
    }
}

#[test]
fn a_query_is_bare_or_behind_a_path_or_a_scheme_and_ends_at_a_fragment() {
    for (callback, expected) in [
        ("a=1", "a=1"),
        ("?a=1", "a=1"),
        ("a=1?b=2", "a=1?b=2"),
        ("??a=1", "?a=1"),
        ("/callback?a=1", "a=1"),
        ("/?a=1?b", "a=1?b"),
        ("/callback", ""),
        ("https://app.example.com/?a=1#b", "a=1"),
        ("HTTP://app.example.com/?a=1", "a=1"),
        ("a=1#b", "a=1"),
        ("#a=1", ""),
    ] {
        assert_eq!(query(callback), expected, "{callback}");
    }
}

#[test]
fn where_an_issuer_is_configured_a_callback_names_exactly_it_and_once() {
    let issuer = "i".repeat(256);
    for (parameter, ours) in [
        (format!("&iss={issuer}"), true),
        (format!("&iss=%69{}", &issuer[1..]), true),
        (String::new(), false),
        ("&iss=".into(), false),
        (format!("&iss={}", &issuer[1..]), false),
        (format!("&iss={issuer}i"), false),
        (format!("&iss={}", issuer.to_uppercase()), false),
        (format!("&iss={issuer}&iss={issuer}"), false),
    ] {
        let callback = format!("state=t&error=e{parameter}");
        let verdict = Judge { issuer: Some(&issuer), ..JUDGE }.on(&callback);
        assert_eq!(!matches!(verdict, Verdict::NotOurs(_)), ours, "{parameter}");
        assert!(is_ours(&callback), "{parameter}: where none is, it may be anything");
    }
    let too_long = "i".repeat(257);
    let verdict = Judge { issuer: Some(&too_long), ..JUDGE }.on(&format!("state=t&error=e&iss={too_long}"));
    assert!(matches!(verdict, Verdict::NotOurs(Stray::TooLong)), "no issuer has 257 bytes");
}

#[test]
fn a_tenant_is_welcome_if_a_list_has_exactly_it_and_is_asked_that_last() {
    let on = |callback: &str, welcome| format!("{:?}", Judge { welcome: Some(welcome), ..JUDGE }.on(callback));
    let list = ["gdp", "catapa"].as_slice();
    for (tenant, expected) in [
        ("gdp", r#"Granted { code: "c", tenant: "gdp" }"#),
        ("catapa", r#"Granted { code: "c", tenant: "catapa" }"#),
        ("gdplabs", "Unusable(TenantNotWelcome)"),
        ("gd", "Unusable(TenantNotWelcome)"),
        ("GDP", "Unusable(TenantNotWelcome)"),
        ("a,b", "Unusable(BadTenant)"),
    ] {
        assert_eq!(on(&format!("state=t&code=c&tenant={tenant}"), list), expected, "{tenant}");
    }
    assert_eq!(on("state=t&code=c&tenant=gdp", &[]), "Unusable(TenantNotWelcome)");
    assert_eq!(on("state=t&code=a%09b&tenant=x", list), "Unusable(BadCode)");
}
