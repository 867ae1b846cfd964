//! Whose token it is, worked out by hand.

use super::*;

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
        (r#"{"tenant":"gdplabs","x":"\ud800"}"#, Claim::Unknown),
        ("[]", Claim::Unknown),
    ] {
        assert_eq!(Claim::of(&world::jwt(payload.as_bytes())), expected, "{payload}");
    }
    for token in ["", "opaque", "e30.e30", "e30.!.c2ln"] {
        assert_eq!(Claim::of(token), Claim::None, "{token}");
    }
}
