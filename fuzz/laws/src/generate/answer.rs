//! Answers of the token endpoint.

mod letters;

use catapa_signin::Reply;

use super::fate::Fate;
use crate::world::jwt;

/// What the token endpoint answers.
///
/// [`of_exchange`](Self::of_exchange) and [`of_refresh`](Self::of_refresh) say what the library makes of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// `t`: tokens. Granted if the tenant is the same and the refresh token is no empty one; see their variants.
    Tokens {
        /// What the access token says of its tenant.
        tenant: NamedTenant,
        /// The refresh token beside it.
        refresh_token: NewRefreshToken,
        /// How long it lives.
        lifetime: TokenLifetime,
    },
    /// `4`: 429. Refused for now: the step is handed back, still good.
    RateLimited,
    /// `i`: our credentials are wrong. Refused: the step is handed back, still good.
    ClientRefused,
    /// `g`: the code or refresh token is refused. The sign-in is over.
    GrantRefused,
    /// `e`: 500, and an OAuth error that is a fault at CATAPA's. Ambiguous: the step is handed back.
    ServerError,
    /// `5`: 503, and a page of HTML. Ambiguous: the step is handed back.
    Down,
    /// `3`: a redirect, which is not followed. Ambiguous: the step is handed back.
    Redirect,
    /// `h`: 200, and a page of HTML. Ambiguous: the step is handed back.
    Page,
    /// `/`: 200, and JSON that lacks its end. Ambiguous: the step is handed back.
    Truncated,
    /// `c`: a connection that ended before the body did. Ambiguous: the step is handed back.
    CutShort,
}

/// What an access token says of its tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedTenant {
    /// `s`: the same. Granted.
    Same,
    /// `o`: another. The sign-in is over, whatever the configuration trusts.
    Other,
    /// `n`: nothing. The sign-in is over, unless the configuration [trusts] opaque tokens: then the tokens are granted.
    ///
    /// [trusts]: catapa_signin::config::OpaqueTokens::TrustUserReply
    None,
}

/// The refresh token of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewRefreshToken {
    /// `n`: a new one. Granted: it takes the old one's place.
    New,
    /// `r`: the same one each time. Granted: it takes the old one's place.
    Repeated,
    /// `a`: none. Granted: a refresh keeps the old one, an exchange has none.
    Absent,
    /// `0`: null. Granted, as `Absent`.
    Null,
    /// `e`: an empty text. Granted to a refresh, which keeps the old one. To an exchange it is ambiguous: the step is handed
    /// back.
    Empty,
}

/// The lifetime of an answer. Each is granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenLifetime {
    /// `h`: an hour, as a number.
    Hour,
    /// `t`: an hour, as text.
    HourAsText,
    /// `d`: a day.
    Day,
    /// `<`: 119 seconds: the leeway is half of it, 59.
    UnderTwoMinutes,
    /// `>`: 121 seconds: the leeway is whole, 60.
    OverTwoMinutes,
    /// `s`: ten seconds: shorter than the leeway.
    Short,
    /// `1`: one second.
    Second,
    /// `0`: none: the token is due at once.
    Zero,
    /// `n`: not stated, so it is unknown: the token is good until CATAPA rejects it.
    Unstated,
    /// `u`: nonsense, so it is unknown.
    Unknown,
    /// `!`: more than a hundred years, so it is unknown.
    Endless,
}

impl TokenLifetime {
    /// The member `expires_in`, and the comma before it.
    const fn member(self) -> &'static str {
        match self {
            Self::Hour => r#","expires_in":3600"#,
            Self::HourAsText => r#","expires_in":"3600""#,
            Self::Day => r#","expires_in":86400"#,
            Self::UnderTwoMinutes => r#","expires_in":119"#,
            Self::OverTwoMinutes => r#","expires_in":121"#,
            Self::Short => r#","expires_in":10"#,
            Self::Second => r#","expires_in":1"#,
            Self::Zero => r#","expires_in":0"#,
            Self::Unstated => "",
            Self::Unknown => r#","expires_in":"soon""#,
            Self::Endless => r#","expires_in":18446744073709551615"#,
        }
    }

    /// In seconds; `None` if it is unknown.
    #[must_use]
    pub const fn secs(self) -> Option<u64> {
        match self {
            Self::Hour | Self::HourAsText => Some(3_600),
            Self::Day => Some(86_400),
            Self::UnderTwoMinutes => Some(119),
            Self::OverTwoMinutes => Some(121),
            Self::Short => Some(10),
            Self::Second => Some(1),
            Self::Zero => Some(0),
            Self::Unstated | Self::Unknown | Self::Endless => None,
        }
    }
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Tokens { .. } | Self::Page | Self::Truncated | Self::CutShort => 200,
            Self::Redirect => 302,
            Self::GrantRefused => 400,
            Self::ClientRefused => 401,
            Self::RateLimited => 429,
            Self::ServerError => 500,
            Self::Down => 503,
        }
    }

    /// The body, for a sign-in of this tenant. Tokens of another serial number are other tokens.
    #[must_use]
    pub fn body(self, tenant: &str, serial: u32) -> String {
        match self {
            Self::Tokens { tenant: named, refresh_token, lifetime } => {
                let refresh_token = match refresh_token {
                    NewRefreshToken::New => format!(r#","refresh_token":"refresh-{serial}""#),
                    NewRefreshToken::Repeated => r#","refresh_token":"refresh-0""#.into(),
                    NewRefreshToken::Absent => String::new(),
                    NewRefreshToken::Null => r#","refresh_token":null"#.into(),
                    NewRefreshToken::Empty => r#","refresh_token":"""#.into(),
                };
                let access_token = Self::access_token(named, tenant, serial);
                format!(r#"{{"access_token":"{access_token}"{refresh_token}{}}}"#, lifetime.member())
            }
            Self::ClientRefused => r#"{"error":"invalid_client"}"#.into(),
            Self::GrantRefused => r#"{"error":"invalid_grant"}"#.into(),
            Self::ServerError => r#"{"error":"server_error"}"#.into(),
            Self::Truncated | Self::CutShort => r#"{"access_token":"e30.e3"#.into(),
            Self::RateLimited | Self::Down | Self::Redirect | Self::Page => "<html></html>".into(),
        }
    }

    /// The answer, with this [`body`](Self::body), as the library takes it.
    #[must_use]
    pub fn reply(self, body: &mut [u8]) -> Reply<'_> {
        let reply = Reply::new(self.status(), body);
        if self == Self::CutShort { reply.cut_short() } else { reply }
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

    /// What the library makes of it in answer to the request that trades the code, where opaque tokens are refused.
    #[must_use]
    pub const fn of_exchange(self) -> Fate {
        match self {
            Self::Tokens { refresh_token: NewRefreshToken::Empty, .. } => Fate::HandedBack,
            _ => self.of_refresh(),
        }
    }

    /// What the library makes of it in answer to a refresh, where opaque tokens are refused.
    #[must_use]
    pub const fn of_refresh(self) -> Fate {
        match self {
            Self::Tokens { tenant: NamedTenant::Same, .. } => Fate::Granted,
            Self::Tokens { tenant: NamedTenant::Other | NamedTenant::None, .. } | Self::GrantRefused => Fate::Over,
            Self::RateLimited
            | Self::ClientRefused
            | Self::ServerError
            | Self::Down
            | Self::Redirect
            | Self::Page
            | Self::Truncated
            | Self::CutShort => Fate::HandedBack,
        }
    }
}
