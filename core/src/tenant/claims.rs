//! What an access token says of itself: whose it is, and when it ends.

use crate::time::UnixTime;
use crate::wire::base64url;
use crate::wire::json::{Kind, Reader, Value};
use crate::wire::scan;

/// What we read of an access token that is a JWT (RFC 7519).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Claims {
    pub(crate) tenant: Claim,
    pub(crate) expires_at: Option<UnixTime>,
}

/// Whose token it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Claim {
    /// It does not say.
    None,
    Ours,
    /// It names another tenant, or says something twice.
    Other,
}

impl Claims {
    const NONE: Self = Self { tenant: Claim::None, expires_at: None };

    /// Compares the claims of a token with `tenant`. The token is decoded where it lies, and encoded again.
    pub(crate) fn read(token: &mut [u8], tenant: &str) -> Self {
        let Some(payload) = payload(token) else {
            return Self::NONE;
        };
        let Some(length) = base64url::decode_in_place(payload) else {
            return Self::NONE;
        };
        let claims = Self::of(&mut Reader::new(payload.get_mut(..length).unwrap_or_default()), tenant);
        base64url::encode_in_place(payload, length);
        claims
    }

    /// It reads, and changes nothing.
    fn of(json: &mut Reader<'_>, tenant: &str) -> Self {
        let (mut named, mut expiry) = (Value::ABSENT, Value::ABSENT);
        json.open(b'{');
        while let Some(name) = json.member() {
            let value = json.value();
            let slot = if json.says(name, "tenant") {
                &mut named
            } else if json.says(name, "exp") {
                &mut expiry
            } else {
                continue;
            };
            let again = !slot.is_absent();
            *slot = value;
            if again {
                // A token that says something twice is nobody's.
                named.kind = Kind::Garbled;
            }
        }
        if !json.end() {
            return Self::NONE;
        }
        let claim = match named.kind {
            Kind::String | Kind::Escaped if json.says(named, tenant) => Claim::Ours,
            Kind::String | Kind::Escaped | Kind::Garbled => Claim::Other,
            _ => Claim::None,
        };
        let expires_at = if expiry.kind == Kind::Number { json.whole(expiry) } else { None };
        Self { tenant: claim, expires_at: expires_at.map(UnixTime::from_secs) }
    }
}

/// The second of three base64url parts. Whether it is base64url itself is still to be seen.
fn payload(token: &mut [u8]) -> Option<&mut [u8]> {
    let (header, rest) = token.split_at_mut_checked(scan::position(token, b'.')?)?;
    let rest = rest.get_mut(1..)?;
    let (payload, signature) = rest.split_at_mut_checked(scan::position(rest, b'.')?)?;
    let whole = base64url::is_canonical(header) && base64url::is_canonical(signature.get(1..)?);
    if whole { Some(payload) } else { None }
}
