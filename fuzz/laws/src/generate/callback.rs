//! Callbacks, CATAPA's and a stranger's.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::choice::letter;
use super::fate::Fate;
use crate::judge::callback::{Judge, Verdict};

/// A callback: CATAPA's, or a stranger's.
///
/// [`fate`](Self::fate) says what the library makes of it while the sign-in waits; one that comes after its deadline ends the
/// sign-in, unless it is no callback of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callback {
    /// `t`: the true one. Granted, if its tenant is welcome; otherwise the sign-in is over.
    True,
    /// `d`: CATAPA's no. The sign-in is over.
    Denied,
    /// `p`: only the first bytes of the CSRF token. Not ours: the step is handed back.
    TokenCut(u8),
    /// `x`: the CSRF token and more. Not ours: the step is handed back.
    TokenExtended,
    /// `n`: no CSRF token. Not ours: the step is handed back.
    NoToken,
    /// `2`: the CSRF token twice. Not ours: the step is handed back.
    TokenTwice,
    /// `c`: two codes. Not ours: the step is handed back.
    CodeTwice,
    /// `e`: a code and an error. Refused: the sign-in is over.
    CodeAndError,
    /// `z`: neither. Refused: the sign-in is over.
    Neither,
    /// `o`: the tenant `other`. Granted, if it is welcome, until the access token contradicts it; otherwise the sign-in is
    /// over.
    OtherTenant,
    /// `%`: half an escape behind the code. Not ours: the step is handed back.
    HalfEscape,
    /// `m`: the true one, with one byte changed. Any of the three: a changed code is granted, a changed CSRF token is handed
    /// back, a changed tenant is over if it is not welcome. So ask [`fate`](Self::fate).
    Mutated {
        /// Where, counted round and round.
        at: u8,
        /// To what visible byte, counted round and round.
        to: u8,
    },
}

impl Callback {
    /// The query string, for a sign-in with this CSRF token, to which CATAPA gave this code and tenant.
    #[must_use]
    pub fn query(self, csrf_token: &str, code: &str, tenant: &str) -> String {
        let yes = format!("code={code}&state={csrf_token}&tenant={tenant}");
        match self {
            Self::True => yes,
            Self::Denied => format!("error=access_denied&state={csrf_token}"),
            Self::TokenCut(length) => {
                let kept = csrf_token.get(..usize::from(length) % csrf_token.len().max(1)).unwrap_or_default();
                format!("code={code}&state={kept}&tenant={tenant}")
            }
            Self::TokenExtended => format!("code={code}&state={csrf_token}A&tenant={tenant}"),
            Self::NoToken => format!("code={code}&tenant={tenant}"),
            Self::TokenTwice => format!("{yes}&state={csrf_token}"),
            Self::CodeTwice => format!("{yes}&code={code}"),
            Self::CodeAndError => format!("{yes}&error=access_denied"),
            Self::Neither => format!("state={csrf_token}&tenant={tenant}"),
            Self::OtherTenant => format!("code={code}&state={csrf_token}&tenant=other"),
            Self::HalfEscape => format!("state={csrf_token}&tenant={tenant}&code={code}%2"),
            Self::Mutated { at, to } => {
                let mut bytes = yes.into_bytes();
                let at = usize::from(at) % bytes.len();
                bytes[at] = b'!' + to % (b'~' - b'!' + 1);
                bytes.into_iter().map(char::from).collect()
            }
        }
    }

    /// What the library makes of [`query`](Self::query), asked with the same three, while the sign-in waits: where these
    /// tenants are welcome, or any if there is no list, and no issuer is configured.
    #[must_use]
    pub fn fate(self, csrf_token: &str, code: &str, tenant: &str, welcome: Option<&[&str]>) -> Fate {
        match (Judge { csrf_token, issuer: None, welcome }).on(&self.query(csrf_token, code, tenant)) {
            Verdict::Granted { .. } => Fate::Granted,
            Verdict::NotOurs(_) => Fate::HandedBack,
            Verdict::Denied { .. } | Verdict::Unusable(_) => Fate::Over,
        }
    }
}

impl<'a> Arbitrary<'a> for Callback {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"tdpxn2cezo%m")? {
            b't' => Self::True,
            b'd' => Self::Denied,
            b'p' => Self::TokenCut(u8::arbitrary(u)?),
            b'x' => Self::TokenExtended,
            b'n' => Self::NoToken,
            b'2' => Self::TokenTwice,
            b'c' => Self::CodeTwice,
            b'e' => Self::CodeAndError,
            b'z' => Self::Neither,
            b'o' => Self::OtherTenant,
            b'%' => Self::HalfEscape,
            _ => Self::Mutated { at: u8::arbitrary(u)?, to: u8::arbitrary(u)? },
        })
    }
}
