//! Whose token it is, worked out by hand.

use super::*;

/// Whose token with this payload is, and its end.
fn of(payload: &str) -> (Claim, Option<u64>) {
    judged(&world::jwt(payload.as_bytes()))
}

#[test]
fn a_token_is_of_the_tenant_that_its_payload_names_once() {
    for (payload, expected) in [
        (r#"{"tenant":"gdplabs"}"#, Claim::Ours),
        (r#"{"x":{"tenant":"other"},"\u0074enant":"gdplabs","exp":1}"#, Claim::Ours),
        (r#"{"tenant":"other"}"#, Claim::Other),
        (r#"{"tenant":"GDPLABS"}"#, Claim::Other),
        (r#"{"tenant":""}"#, Claim::Other),
        (r#"{"tenant":"gdplabs","tenant":"gdplabs"}"#, Claim::Other),
        (r#"{"tenant":"gdplabs","exp":1,"exp":1}"#, Claim::Other),
        (r#"{"tenant":"gdplabs","x":1,"x":1}"#, Claim::Ours),
        (r#"{"tenant":1}"#, Claim::None),
        (r#"{"tenant":null}"#, Claim::None),
        ("{}", Claim::None),
        (r#"{"tenant":"gdplabs""#, Claim::None),
        (r#"{"tenant":"gdplabs","x":"\ud800"}"#, Claim::Ours),
        (r#"{"tenant":"\ud800"}"#, Claim::Other),
        ("[]", Claim::Unknown),
    ] {
        assert_eq!(of(payload).0, expected, "{payload}");
    }
    for token in ["", "opaque", "e30.e30", "e30.!.c2ln"] {
        assert_eq!(judged(token), (Claim::None, None), "{token}");
    }
}

#[test]
fn a_token_ends_at_the_whole_seconds_of_a_number() {
    for (exp, end) in [("0", Some(0)), ("1700086431.75", Some(1_700_086_431)), ("18446744073709551616", Some(u64::MAX))]
    {
        assert_eq!(of(&format!(r#"{{"tenant":"gdplabs","exp":{exp}}}"#)), (Claim::Ours, end), "{exp}");
        assert_eq!(of(&format!(r#"{{"exp":{exp}}}"#)), (Claim::None, end), "{exp}");
    }
    for exp in [r#""1700086431""#, "null", "-1", "1e9", "true", "[1]"] {
        assert_eq!(of(&format!(r#"{{"tenant":"gdplabs","exp":{exp}}}"#)), (Claim::Ours, None), "{exp}");
    }
    assert_eq!(of("[]"), (Claim::Unknown, None));
}

#[test]
fn a_client_that_trusts_takes_tokens_that_name_no_tenant_and_no_others() {
    let passes = |strict: Exchanged, trusting: Exchanged| {
        std::panic::catch_unwind(|| do_not_contradict(&strict, &trusting)).is_ok()
    };
    let (confirmed, claimed) = (|| Exchanged::Confirmed { end: None }, || Exchanged::Claimed { end: None });
    let refused = Exchanged::Refused;
    assert!(passes(confirmed(), confirmed()));
    assert!(passes(refused(TenantRefusal::Differs), refused(TenantRefusal::Differs)));
    assert!(passes(refused(TenantRefusal::NotNamed), claimed()));
    assert!(!passes(confirmed(), claimed()) && !passes(claimed(), claimed()));
    assert!(!passes(refused(TenantRefusal::Differs), claimed()));
    assert!(!passes(refused(TenantRefusal::NotNamed), refused(TenantRefusal::NotNamed)));
}

#[test]
fn a_token_without_a_tenant_is_taken_by_a_client_that_trusts_alone() {
    let of = |payload: &str, client| exchanged(&world::jwt(payload.as_bytes()), client);
    let end = Some(UnixTime::from_secs(7));
    let (strict, trusting) = (world::client(), world::trusting());
    for client in [strict, trusting] {
        assert_eq!(of(r#"{"tenant":"gdplabs","exp":7}"#, client), Exchanged::Confirmed { end });
        assert_eq!(of(r#"{"tenant":"other"}"#, client), Exchanged::Refused(TenantRefusal::Differs));
        assert_eq!(exchanged("", client), Exchanged::NoToken);
        assert_eq!(exchanged("a b", client), Exchanged::NoToken);
        assert_eq!(exchanged(&"a".repeat(world::REPLY_LIMIT), client), Exchanged::TooLong);
    }
    assert_eq!(of(r#"{"exp":7}"#, strict), Exchanged::Refused(TenantRefusal::NotNamed));
    assert_eq!(of(r#"{"exp":7}"#, trusting), Exchanged::Claimed { end });
}
