//! What CATAPA answered over our own connection: status first, then body.

pub(crate) mod api;
pub(crate) mod member;
pub(crate) mod tokens;

use core::fmt;

pub use api::ApiReply;
pub use tokens::GrantedScope;

use crate::secret::Quoted;
use crate::time::UnixTime;
use crate::wire::http1;
use crate::wire::retry_after::{self, Delay};

/// How much of a reply is read unless the caller says otherwise, in bytes.
pub(crate) const REPLY_LIMIT: usize = 65_536;

/// Status, two headers and body of an HTTP reply. Its `Debug` shows no byte of the body.
///
/// The body is borrowed for good: what is read out of it are slices of it, in which escapes were undone in place.
pub struct Reply<'b> {
    status: u16,
    retry_after: RetryAfter,
    body: &'b mut [u8],
    incomplete: Option<BodyFault>,
    is_encoded: bool,
}

impl<'b> Reply<'b> {
    /// A reply with this status, and this body, whole and freed of any transfer coding. One that is not whole must say
    /// so: [`cut_short`](Self::cut_short), [`over_limit`](Self::over_limit).
    #[must_use]
    pub fn new(status: u16, body: &'b mut [u8]) -> Self {
        Self { status, retry_after: RetryAfter::default(), body, incomplete: None, is_encoded: false }
    }

    /// Notes a header of the reply: `Retry-After`, `RateLimit-Reset` and `Content-Encoding` count, and all others are passed
    /// over.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.note(name.as_bytes(), value.as_ref());
        self
    }

    /// Says that the connection ended before the body did.
    #[must_use]
    pub fn cut_short(self) -> Self {
        Self { incomplete: Some(BodyFault::CutShort), ..self }
    }

    /// Says that the body is longer than the request's [limit](crate::Request::reply_limit), and was not read to its end.
    #[must_use]
    pub fn over_limit(self) -> Self {
        Self { incomplete: Some(BodyFault::OverLimit), ..self }
    }

    /// Takes apart an HTTP/1.1 reply (RFC 9112). A body of more than `limit` bytes, the request's
    /// [reply limit](crate::Request::reply_limit), is refused by the step.
    ///
    /// **Read until the connection closes, then call this.** A reply need not say how long it is: then it ends where its
    /// connection does, and one that was not read to its end would pass for whole. Where your buffer is full before the
    /// connection closes, do not call it: treat that as a broken connection.
    ///
    /// # Errors
    ///
    /// [`NotHttp`] if there is no whole head, or the body's length could be read in two ways. It is a broken
    /// connection: the request may have been answered, and the step is still in the caller's hands.
    pub fn from_http1(bytes: &'b mut [u8], limit: usize) -> Result<Self, NotHttp> {
        let http1::Parts { status, head, body, cut_short } = http1::parse(bytes).ok_or(NotHttp)?;
        let over_limit = body.len() > limit;
        let mut reply = Self::new(status, body);
        if over_limit {
            reply = reply.over_limit();
        } else if cut_short {
            reply = reply.cut_short();
        }
        for (name, value) in http1::fields(head) {
            reply.note(name, value);
        }
        Ok(reply)
    }

    fn note(&mut self, name: &[u8], value: &[u8]) {
        let said = if name.eq_ignore_ascii_case(b"retry-after") {
            &mut self.retry_after.retry_after
        } else if name.eq_ignore_ascii_case(b"ratelimit-reset") {
            &mut self.retry_after.reset
        } else {
            // An empty list of codings is none, and `identity` is no coding (RFC 9110, section 8.4).
            let is_coding = !value.is_empty() && !value.eq_ignore_ascii_case(b"identity");
            self.is_encoded |= is_coding && name.eq_ignore_ascii_case(b"content-encoding");
            return;
        };
        if said.is_none() {
            *said = retry_after::parse(value);
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) const fn retry_after(&self) -> RetryAfter {
        self.retry_after
    }

    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The body, if it is whole and within `limit`.
    pub(crate) fn into_body(self, limit: usize) -> Result<&'b mut [u8], BodyFault> {
        if self.body.len() > limit {
            return Err(BodyFault::OverLimit);
        }
        // Some clients decode a body and keep the header, and some servers write a charset there: tokens must not be lost to it.
        if self.is_encoded && !matches!(self.body.trim_ascii_start(), [] | [b'{' | b'[', ..]) {
            return Err(BodyFault::Encoded);
        }
        self.incomplete.map_or(Ok(self.body), Err)
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}

/// The bytes are no whole HTTP/1.1 reply: take it for a broken connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotHttp;

explain!(NotHttp {
    Self => ("reply.not_http", CatapaUnclear, "the answer is not a whole HTTP reply"),
});

/// How long CATAPA asks to be left alone (HTTP 429). Where a reply has both headers, `Retry-After` takes precedence over
/// `RateLimit-Reset`; a header that cannot be read is as good as absent.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct RetryAfter {
    retry_after: Option<Delay>,
    reset: Option<Delay>,
}

impl RetryAfter {
    /// Seconds to wait, counted from `now`: what CATAPA [asked for](Self::asked_for), but at least 1 and at most 300; 60 if it
    /// did not say.
    #[must_use]
    pub fn secs(self, now: UnixTime) -> u64 {
        self.asked_for(now).unwrap_or(60).clamp(1, 300)
    }

    /// The seconds that CATAPA itself asked for, counted from `now`, however few or many: 0 for a moment that has passed.
    /// `None` if it did not say.
    #[must_use]
    pub fn asked_for(self, now: UnixTime) -> Option<u64> {
        Some(match self.retry_after.or(self.reset)? {
            Delay::Seconds(secs) => secs,
            Delay::At(moment) => now.until(moment),
        })
    }

    /// The moment before which no request should be sent.
    #[must_use]
    pub fn until(self, now: UnixTime) -> UnixTime {
        now.plus(self.secs(now))
    }
}

/// Why a body cannot be used: CATAPA's bytes, or the connection's doing. Never quotes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyFault {
    /// It is longer than the request allows.
    OverLimit,
    /// The connection ended before it did.
    CutShort,
    /// It is compressed, or in another coding that the request did not ask for (RFC 9110, section 8.4).
    Encoded,
    /// It is no JSON object, or nested deeper than 32, from this byte on.
    NotJson {
        /// Offset into the body.
        at: usize,
    },
    /// A member that we read is not as it must be.
    Member {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        fault: MemberFault,
    },
}

explain!(BodyFault {
    Self::OverLimit => ("reply.over_limit", CatapaUnclear, "CATAPA's answer is too long"),
    Self::CutShort => ("reply.cut_short", CatapaUnclear, "CATAPA's answer was cut short"),
    Self::Encoded => ("reply.encoded", CatapaUnclear, "CATAPA's answer is in a coding that was not asked for"),
    Self::NotJson { at } =>
        ("reply.not_json", CatapaUnclear, "CATAPA's answer cannot be understood, from byte {at} on"),
    Self::Member { name, fault } =>
        ("reply.member", CatapaUnclear, "CATAPA's answer cannot be used: its `{name}` {}", fault.sentence()),
});

/// What is wrong with a member of a JSON object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum MemberFault {
    /// It is not there, or null.
    Missing,
    /// It is there twice.
    Duplicate,
    /// It is of another type.
    WrongType,
    /// It is empty.
    Empty,
    /// It is longer than it may be.
    TooLong,
    /// It is text that is not Unicode, or a token with a character that it may not have: an access token is visible ASCII,
    /// because it stands in a header (RFC 6750, section 2.1), and a refresh token may have spaces too (RFC 6749, appendix
    /// A.17).
    BadCharacter,
    /// A token type other than Bearer: nothing can be signed with it.
    NotBearer,
}

impl MemberFault {
    const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => "is missing",
            Self::Duplicate => "is there twice",
            Self::WrongType => "is of the wrong type",
            Self::Empty => "is empty",
            Self::TooLong => "is too long",
            Self::BadCharacter => "has a character that it may not have",
            Self::NotBearer => "is not Bearer",
        }
    }
}

/// What CATAPA wrote about an error that is no OAuth error. Somebody else's text: escape it before a person sees it,
/// and keep it out of logs. `Debug` shows its length alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiProblem {
    pub(crate) code: Quoted<64>,
    pub(crate) message: Quoted<256>,
}

impl ApiProblem {
    /// `code` of `{code, message, status, timestamp}`, or `error` of Spring Boot's shape; cut at 64 bytes.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.non_empty()
    }

    /// `message` of either shape, cut at 256 bytes.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.non_empty()
    }
}

/// Why a reply settles nothing: the request may have been answered, so what it spent may be spent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Ambiguity {
    /// A status that is neither a grant nor an OAuth error: a fault at CATAPA's, a proxy's page, a redirect, a client
    /// that is not accepted.
    Status {
        /// The HTTP status.
        status: u16,
        /// What the body says, if it is in one of CATAPA's error shapes.
        problem: Option<ApiProblem>,
    },
    /// A success whose body cannot be read.
    Unreadable(BodyFault),
}

explain!(Ambiguity {
    Self::Status { status, .. } => ("reply.status", CatapaUnclear, "CATAPA answered with HTTP status {status}"),
    Self::Unreadable(why) => why,
});

impl From<BodyFault> for Ambiguity {
    fn from(why: BodyFault) -> Self {
        Self::Unreadable(why)
    }
}
