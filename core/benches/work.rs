//! The same work on the same bytes, done by this crate, by `oauth2`, and by the lower bound: the least that must be
//! done.

mod bound;
mod inputs;
mod ours;
mod peer;
pub(crate) mod table;

use core::fmt;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Operation {
    /// 64 random bytes in, a URL out.
    AuthorizeUrl,
    /// The callback taken apart, its CSRF token compared.
    Callback,
    /// Method, URL, headers and body of the token request.
    TokenRequest,
    /// Tokens read from 1.7 KB.
    Reply,
    /// Tokens read from 8 KB.
    LongReply,
    /// A refusal read.
    ErrorReply,
    /// The refresh request, and its reply.
    Refresh,
    /// All of it once, from the URL to the refreshed tokens, held as `String`s.
    Whole,
    /// Tokens read from 8 KB, and the tenant in the access token compared.
    ClaimedReply,
}

impl Operation {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Self; 9] = [
        Self::AuthorizeUrl,
        Self::Callback,
        Self::TokenRequest,
        Self::Reply,
        Self::LongReply,
        Self::ErrorReply,
        Self::Refresh,
        Self::Whole,
        Self::ClaimedReply,
    ];

    /// `oauth2` reads a reply only after a request: the cost of the request is subtracted.
    const fn reads_alone(self) -> bool {
        matches!(self, Self::Reply | Self::LongReply | Self::ErrorReply | Self::ClaimedReply)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AuthorizeUrl => "authorize URL",
            Self::Callback => "callback checked",
            Self::TokenRequest => "token request built",
            Self::Reply => "token reply read, 1.7 KB",
            Self::LongReply => "token reply read, 8 KB",
            Self::ErrorReply => "OAuth error read",
            Self::Refresh => "refresh, built and read",
            Self::Whole => "the whole protocol",
            Self::ClaimedReply => "8 KB JWT read, tenant checked",
        })
    }
}

/// Who does it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Worker {
    /// This crate.
    Ours,
    /// `oauth2`.
    Peer,
    /// The lower bound: the same bytes, scanned and copied once.
    Bound,
}

impl Worker {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Ours, Self::Peer, Self::Bound];
}

/// Measures work. Making and dropping the `input` is not measured; dropping the result is.
pub(crate) trait Meter {
    /// Measures one piece of work.
    fn measure<I>(&mut self, operation: Operation, worker: Worker, input: impl Fn() -> I, work: impl Fn(&mut I));
}

/// Measures all the work.
pub(crate) fn measure_all(meter: &mut impl Meter) {
    ours::work(meter);
    peer::work(meter);
    bound::work(meter);
}
