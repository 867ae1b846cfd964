//! CATAPA said no: in the callback (RFC 6749, section 4.1.2.1), or to a token request (section 5.2).

use core::fmt;

use crate::explain::{Blame, Explain};
use crate::secret::Quoted;

/// What CATAPA said. The code is typed; the rest is somebody else's text, cut at 256 bytes: escape it before a person
/// sees it, and keep it out of logs, because servers quote codes and tokens in it. `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", code.words().2)]
pub struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) description: Quoted<256>,
    pub(crate) uri: Quoted<256>,
}

impl Refusal {
    /// The parameter or member `error`.
    #[must_use]
    pub const fn error_code(&self) -> &ErrorCode {
        &self.code
    }

    /// Is it the person's own no, [`AccessDenied`](ErrorCode::AccessDenied) or
    /// [`ConsentRequired`](ErrorCode::ConsentRequired)? They may sign in again at once, and change their mind.
    #[must_use]
    pub const fn is_by_the_person(&self) -> bool {
        matches!(self.code, ErrorCode::AccessDenied | ErrorCode::ConsentRequired)
    }

    /// The parameter or member `error_description`, cut at 256 bytes. Escape it before a person sees it.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.non_empty()
    }

    /// The parameter or member `error_uri`, cut at 256 bytes. Never make it a link.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.non_empty()
    }
}

impl Explain for Refusal {
    fn code(&self) -> &'static str {
        self.code.words().0
    }

    fn blame(&self) -> Blame {
        self.code.words().1
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $Code:ident = $text:literal, $blame:ident, $sentence:literal;)*) => {
        /// The error codes that CATAPA documents (the guide's step 3) and those of a token endpoint (RFC 6749,
        /// section 5.2).
        #[derive(Clone, PartialEq, Eq, Debug)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* $Code,)*
            /// Any other, cut at 64 bytes.
            Other(OtherCode),
        }

        impl ErrorCode {
            /// Of UTF-8.
            // By its place in a table: a `match` on the texts takes twice the flash.
            pub(crate) fn new(code: &[u8]) -> Self {
                let place = [$($text,)*].iter().position(|known| known.as_bytes() == code);
                let mut places = 0..;
                $(if place == places.next() {
                    return Self::$Code;
                })*
                Self::Other(OtherCode(Quoted::cut(str::from_utf8(code).unwrap_or_default())))
            }

            /// The code as CATAPA wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$Code => $text,)*
                    Self::Other(other) => other.as_str(),
                }
            }

            /// Stable code, blame and sentence.
            const fn words(&self) -> (&'static str, Blame, &'static str) {
                match self {
                    $(Self::$Code => (concat!("refused.", $text), Blame::$blame, $sentence),)*
                    Self::Other(_) => {
                        ("refused.other", Blame::CatapaRefused, "CATAPA refused, for a reason of its own")
                    }
                }
            }
        }
    };
}

error_codes! {
    /// A required parameter is missing or invalid.
    InvalidRequest = "invalid_request", CatapaRefused, "CATAPA found the request incomplete or invalid";
    /// The application is not authorized for this grant type.
    UnauthorizedClient = "unauthorized_client", CatapaRefused, "CATAPA does not allow this application to sign people in this way";
    /// The person denied the consent request.
    AccessDenied = "access_denied", CatapaRefused, "the request for permission was denied";
    /// The person has not consented, which is a denial too: CATAPA's own provider for web frameworks takes it so.
    ConsentRequired = "consent_required", CatapaRefused, "the person has not agreed to what this application asks for";
    /// The scope is invalid or unknown.
    InvalidScope = "invalid_scope", CatapaRefused, "CATAPA does not know the scope that this application asks for";
    /// An unexpected error at CATAPA's.
    ServerError = "server_error", CatapaRefused, "CATAPA had an unexpected error";
    /// Client id or secret are wrong.
    InvalidClient = "invalid_client", Caller, "CATAPA does not accept the credentials of this application";
    /// The code or refresh token is spent, too old, revoked, or not ours.
    InvalidGrant = "invalid_grant", CatapaRefused, "this sign-in was used before, took too long, or was revoked";
    /// The refresh token is too old: what Spring's token endpoints say (RFC 6750, section 3.1).
    InvalidToken = "invalid_token", CatapaRefused, "this sign-in is too old";
    /// The application may not use this grant type.
    UnsupportedGrantType = "unsupported_grant_type", CatapaRefused, "CATAPA does not support this way of asking for tokens";
}

/// An error code that the guide does not name. Somebody else's text: `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct OtherCode(Quoted<64>);

impl OtherCode {
    /// The code as CATAPA wrote it, cut at 64 bytes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for OtherCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
