//! What a request goes over.

use core::fmt;

/// What a request goes over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Over {
    /// HTTP/1.1 without TLS.
    Http1,
    /// HTTP/1.1 over TLS.
    Http1OverTls,
    /// HTTP/2, which the client has offered by ALPN.
    Http2,
}

impl Over {
    pub(super) const ALL: [Self; 3] = [Self::Http1, Self::Http1OverTls, Self::Http2];
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http1OverTls => "HTTP/1.1 over TLS",
            Self::Http2 => "HTTP/2",
        })
    }
}
