//! From a response of `http` 1 to the core's reply.

use core::fmt;

use catapa_signin::Reply;
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderName, RETRY_AFTER};
use http::{Response, StatusCode};
use zeroize::{Zeroize, Zeroizing};

/// A response: its status, the headers that matter, and its body, which is wiped on drop. Its `Debug` shows no byte.
///
/// Keep it for as long as you use what the step reads out of it: the tokens that
/// [`finish`](catapa_signin::SignIn#method.finish) gives are slices of its body.
pub struct ReplyBuffer {
    status: StatusCode,
    headers: Vec<(HeaderName, Vec<u8>)>,
    body: Zeroizing<Vec<u8>>,
    end: End,
}

/// How the body ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Whole,
    OverLimit,
    CutShort,
}

/// An [extension](Response::extensions) of a response that marks its body as incomplete, because the connection broke or
/// the time was over. A client sets it with `response.extensions_mut().insert(CutShort)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CutShort;

impl ReplyBuffer {
    /// The response to a request with this [limit](catapa_signin::Request::reply_limit). The step refuses a body that is
    /// longer, and one that has the extension [`CutShort`].
    #[must_use]
    pub fn new(response: Response<Vec<u8>>, limit: usize) -> Self {
        let (parts, mut body) = response.into_parts();
        let end = if body.len() > limit {
            End::OverLimit
        } else if parts.extensions.get::<CutShort>().is_some() {
            End::CutShort
        } else {
            End::Whole
        };
        if let Some(rest) = body.get_mut(limit..) {
            rest.zeroize();
        }
        body.truncate(limit);
        Self { status: parts.status, headers: kept(&parts.headers), body: Zeroizing::new(body), end }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Lends itself to the step that wrote the request. Reading changes the body in place, so a second reading may find
    /// something else.
    #[must_use]
    pub fn as_reply(&mut self) -> Reply<'_> {
        let mut reply = Reply::new(self.status.as_u16(), &mut self.body);
        for (name, value) in &self.headers {
            reply = reply.header(name.as_str(), value);
        }
        match self.end {
            End::Whole => reply,
            End::OverLimit => reply.over_limit(),
            End::CutShort => reply.cut_short(),
        }
    }
}

/// The headers that matter.
fn kept(headers: &HeaderMap) -> Vec<(HeaderName, Vec<u8>)> {
    let names = [CONTENT_ENCODING, RETRY_AFTER, HeaderName::from_static("ratelimit-reset")];
    // All of each: the core takes the first that can be read.
    let kept = names.into_iter().flat_map(|name| {
        let values = headers.get_all(&name).iter();
        values.map(move |value| (name.clone(), value.as_bytes().to_vec()))
    });
    kept.collect()
}

impl fmt::Debug for ReplyBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplyBuffer({}, {} bytes, {:?})", self.status.as_u16(), self.body.len(), self.end)
    }
}
