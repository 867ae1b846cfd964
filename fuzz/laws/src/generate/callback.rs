//! Callbacks, CATAPA's and a stranger's.

use std::format;
use std::string::String;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::letter;

/// A callback: CATAPA's, or a stranger's.
#[derive(Clone, Copy, Debug)]
pub enum Callback {
    /// `t`: the true one.
    True,
    /// `d`: CATAPA's no.
    Denied,
    /// `p`: only so many bytes of the CSRF token.
    TokenCut(u8),
    /// `x`: the CSRF token and more.
    TokenExtended,
    /// `n`: no CSRF token.
    NoToken,
    /// `2`: the CSRF token twice.
    TokenTwice,
    /// `c`: two codes.
    CodeTwice,
    /// `e`: a code and an error.
    CodeAndError,
    /// `z`: neither.
    Neither,
    /// `o`: another tenant.
    OtherTenant,
    /// `%`: half an escape behind the code.
    HalfEscape,
    /// `m`: the true one, with one byte changed.
    Mutated {
        /// Where, counted round and round.
        at: u8,
        /// To what visible byte, counted round and round.
        to: u8,
    },
}

impl Callback {
    /// The query string, for a login with this CSRF token, to which CATAPA gave this code and tenant.
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
