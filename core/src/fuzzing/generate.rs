//! Generators: what may happen to a sign-in, made from a fuzzer's bytes by `arbitrary`.
//!
//! Each choice is one byte: the letter of what is chosen, or any other, which counts. So a journey can be written, read
//! and mutated as text: `bct` begins, brings the true callback, and answers with tokens.

use std::format;
use std::string::String;
use std::vec::Vec;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::world::jwt;

/// The longest journey.
const MAX_OPERATIONS: usize = 64;

/// What happens to one person's sign-in, in this order.
#[derive(Clone, Debug)]
pub struct Journey(pub Vec<Operation>);

impl<'a> Arbitrary<'a> for Journey {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut operations = Vec::new();
        while !u.is_empty() && operations.len() < MAX_OPERATIONS {
            operations.push(Operation::arbitrary(u)?);
        }
        Ok(Self(operations))
    }
}

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// `b`: the person begins, whatever was before.
    Begin,
    /// `s`: the application saves the step, restarts, and resumes it.
    SaveAndResume,
    /// `c`: a callback arrives.
    Callback(Callback),
    /// `t`: CATAPA answers the token request, or the refresh.
    Answer(Answer),
    /// `a`: CATAPA's API answers with 200, and the token is used.
    Use,
    /// `r`: CATAPA's API answers 401 to the token.
    Reject,
    /// `o`: a 401 to an older token arrives late.
    RejectOld,
    /// `l`: the application looks whether the token is due.
    Look,
    /// `+`: so many seconds pass.
    Forward(u64),
    /// `-`: the clock runs back by so many seconds.
    Back(u64),
}

impl<'a> Arbitrary<'a> for Operation {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"bsctarol+-")? {
            b'b' => Self::Begin,
            b's' => Self::SaveAndResume,
            b'c' => Self::Callback(Callback::arbitrary(u)?),
            b't' => Self::Answer(Answer::arbitrary(u)?),
            b'a' => Self::Use,
            b'r' => Self::Reject,
            b'o' => Self::RejectOld,
            b'l' => Self::Look,
            b'+' => Self::Forward(seconds(u)?),
            _ => Self::Back(seconds(u)?),
        })
    }
}

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

/// What the token endpoint answers.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// `t`: tokens.
    Tokens {
        /// What the access token says of its tenant.
        tenant: NamedTenant,
        /// The refresh token beside it.
        refresh_token: NewRefreshToken,
        /// How long it lives.
        lifetime: TokenLifetime,
    },
    /// `4`: 429.
    RateLimited,
    /// `i`: our credentials are wrong.
    ClientRefused,
    /// `g`: the code or refresh token is refused.
    GrantRefused,
    /// `5`: 503, and a page of HTML.
    Down,
    /// `3`: a redirect.
    Redirect,
    /// `h`: 200, and a page of HTML.
    Page,
    /// `/`: tokens, of which the end is missing.
    CutShort,
}

/// What an access token says of its tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedTenant {
    /// `s`: the same.
    Same,
    /// `o`: another.
    Other,
    /// `n`: nothing.
    None,
}

/// The refresh token of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewRefreshToken {
    /// `n`: a new one.
    New,
    /// `a`: none.
    Absent,
    /// `0`: null.
    Null,
    /// `e`: an empty text.
    Empty,
}

/// The lifetime of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenLifetime {
    /// `h`: an hour, as a number.
    Hour,
    /// `t`: an hour, as text.
    HourAsText,
    /// `s`: ten seconds: shorter than the leeway.
    Short,
    /// `u`: nonsense, so it is unknown.
    Unknown,
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Tokens { .. } | Self::Page | Self::CutShort => 200,
            Self::RateLimited => 429,
            Self::ClientRefused => 401,
            Self::GrantRefused => 400,
            Self::Down => 503,
            Self::Redirect => 302,
        }
    }

    /// The body, for a login of this tenant. Tokens of another serial number are other tokens.
    #[must_use]
    pub fn body(self, tenant: &str, serial: u32) -> String {
        match self {
            Self::Tokens { tenant: named, refresh_token, lifetime } => {
                let refresh_token = match refresh_token {
                    NewRefreshToken::New => format!(r#""refresh_token":"refresh-{serial}","#),
                    NewRefreshToken::Absent => String::new(),
                    NewRefreshToken::Null => r#""refresh_token":null,"#.into(),
                    NewRefreshToken::Empty => r#""refresh_token":"","#.into(),
                };
                let lifetime = match lifetime {
                    TokenLifetime::Hour => "3600",
                    TokenLifetime::HourAsText => r#""3600""#,
                    TokenLifetime::Short => "10",
                    TokenLifetime::Unknown => r#""soon""#,
                };
                let access_token = Self::access_token(named, tenant, serial);
                format!(r#"{{"access_token":"{access_token}",{refresh_token}"expires_in":{lifetime}}}"#)
            }
            Self::ClientRefused => r#"{"error":"invalid_client"}"#.into(),
            Self::GrantRefused => r#"{"error":"invalid_grant"}"#.into(),
            Self::CutShort => r#"{"access_token":"e30.e3"#.into(),
            Self::RateLimited | Self::Down | Self::Redirect | Self::Page => "<html></html>".into(),
        }
    }

    /// The access token of [`body`](Self::body).
    #[must_use]
    pub fn access_token(named: NamedTenant, tenant: &str, serial: u32) -> String {
        jwt(match named {
            NamedTenant::Same => format!(r#"{{"tenant":"{tenant}","jti":{serial}}}"#),
            NamedTenant::Other => format!(r#"{{"tenant":"{tenant}x","jti":{serial}}}"#),
            NamedTenant::None => format!(r#"{{"jti":{serial}}}"#),
        }
        .as_bytes())
    }
}

impl<'a> Arbitrary<'a> for Answer {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match letter(u, *b"t4ig53h/")? {
            b't' => Self::Tokens {
                tenant: match letter(u, *b"sson")? {
                    b's' => NamedTenant::Same,
                    b'o' => NamedTenant::Other,
                    _ => NamedTenant::None,
                },
                refresh_token: match letter(u, *b"na0e")? {
                    b'n' => NewRefreshToken::New,
                    b'a' => NewRefreshToken::Absent,
                    b'0' => NewRefreshToken::Null,
                    _ => NewRefreshToken::Empty,
                },
                lifetime: match letter(u, *b"htsu")? {
                    b'h' => TokenLifetime::Hour,
                    b't' => TokenLifetime::HourAsText,
                    b's' => TokenLifetime::Short,
                    _ => TokenLifetime::Unknown,
                },
            },
            b'4' => Self::RateLimited,
            b'i' => Self::ClientRefused,
            b'g' => Self::GrantRefused,
            b'5' => Self::Down,
            b'3' => Self::Redirect,
            b'h' => Self::Page,
            _ => Self::CutShort,
        })
    }
}

/// One of these letters.
fn letter<const N: usize>(u: &mut Unstructured<'_>, letters: [u8; N]) -> Result<u8> {
    let byte = u8::arbitrary(u)?;
    Ok(if letters.contains(&byte) { byte } else { letters[usize::from(byte) % N] })
}

/// Spans at the edges of what the protocol counts: `1`, `m`inute, `c`ode, pending `l`ogin, `h`our, `d`ay; each also a second
/// less (`-`) or more (`+`).
fn seconds(u: &mut Unstructured<'_>) -> Result<u64> {
    let span = match letter(u, *b"1mclhd")? {
        b'1' => 1,
        b'm' => 60,
        b'c' => 300,
        b'l' => 600,
        b'h' => 3_600,
        _ => 86_400,
    };
    Ok(match letter(u, *b"=-+")? {
        b'-' => span - 1,
        b'+' => span + 1,
        _ => span,
    })
}
