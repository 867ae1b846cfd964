//! Answers of the token endpoint.

use std::format;
use std::string::String;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::letter;
use crate::fuzzing::world::jwt;

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
