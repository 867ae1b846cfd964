//! A request: borrowed facts, and one function that writes them.
//!
//! A sender reads the [method](Request::method), the [URL](Request::url), the [headers](Request::headers) and the
//! [body](Request::body). The code that writes a part to a `fmt::Write` also counts it, so a length always fits its bytes.
//! A sender must obey two facts: follow [no redirect](Request::redirects), and read no more of the reply than its
//! [limit](Request::reply_limit).

mod authorize_url;
mod body;
mod count;
mod pairs;
mod path;

use core::fmt;

pub use authorize_url::AuthorizeUrl;
pub(crate) use body::Grant;
pub use body::{Body, Form};
pub(crate) use pairs::AUTHORIZE_NAMES;
pub use path::NotAnApiPath;
pub(crate) use path::api_path;

use crate::wire::authority::split_authority;
use crate::wire::{Out, decimal};

/// A request, borrowed from the step that will read the reply. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url<'a>,
    pub(crate) product: &'a str,
    pub(crate) authorization: Authorization<'a>,
    pub(crate) tenant: Option<&'a str>,
    pub(crate) body: Body<'a>,
    pub(crate) reply_limit: usize,
}

/// The most headers.
const HEADERS: usize = 6;

impl<'a> Request<'a> {
    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The URL. It holds no secret.
    #[must_use]
    pub const fn url(&self) -> Url<'a> {
        self.url
    }

    /// The headers to send. The sender adds `Host` and `Content-Length`. `User-Agent` says who asks, because firewalls turn
    /// away who does not; `Accept-Encoding: identity` asks for a body that needs no decoding (RFC 9110, section 12.5.3).
    pub fn headers(&self) -> impl Iterator<Item = Header<'a>> {
        (0..HEADERS).filter_map(|index| self.header(index))
    }

    #[inline(always)]
    fn header(&self, index: usize) -> Option<Header<'a>> {
        let (name, prefix, text) = match index {
            0 => ("user-agent", self.product, concat!("catapa-signin/", env!("CARGO_PKG_VERSION"))),
            1 => ("accept", "", "application/json"),
            2 => ("accept-encoding", "", "identity"),
            3 => ("content-type", "", self.body.content_type()?),
            4 => ("tenant", "", self.tenant?),
            _ => ("authorization", self.authorization.scheme, self.authorization.credentials),
        };
        Some(Header { name, prefix, text, secret: index == 5 })
    }

    /// The body. It may hold a secret.
    #[must_use]
    pub const fn body(&self) -> &Body<'a> {
        &self.body
    }

    /// Never follow a redirect: it could carry the credentials to another server. A 3xx is the reply.
    #[must_use]
    pub const fn redirects(&self) -> Redirects {
        Redirects::Never
    }

    /// The longest reply body to read, in bytes. For a longer one, the sender stops reading and calls
    /// [`Reply::over_limit`](crate::Reply::over_limit); the step refuses that reply.
    #[must_use]
    pub const fn reply_limit(&self) -> usize {
        self.reply_limit
    }

    /// Sends `json` as the body of a request to the API. The text must be JSON. A token request keeps its own body.
    #[must_use]
    pub fn json(self, json: &'a str) -> Self {
        match self.body {
            Body::Form(_) => self,
            Body::Empty | Body::Json(_) => Self { body: Body::Json(json), ..self },
        }
    }

    /// Reads up to `bytes` of the reply's body. Default: 65,536, which is enough for tokens and profiles.
    #[must_use]
    pub fn with_reply_limit(self, bytes: usize) -> Self {
        Self { reply_limit: bytes, ..self }
    }

    /// Writes the request as HTTP/1.1 (RFC 9112), for a connection of its own: it asks the server to close the connection
    /// after the reply, which marks the reply's end.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_http1(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write(out)
    }

    fn write(&self, out: &mut dyn Out) -> fmt::Result {
        let (authority, target) = split_authority(self.url.base);
        let rooted = target.starts_with('/') || self.url.path.starts_with('/');
        let slash = if rooted { "" } else { "/" };
        let host = [self.method.as_str(), " ", slash, target, self.url.path, " HTTP/1.1\r\nhost: ", authority, "\r\n"];
        write_all(out, &host)?;
        for Header { name, prefix, text, .. } in self.headers() {
            write_all(out, &[name, ": ", prefix, text, "\r\n"])?;
        }
        if self.method != Method::Get || !matches!(self.body, Body::Empty) {
            out.put("content-length: ")?;
            decimal::write(out, self.body.len())?;
            out.put("\r\n")?;
        }
        out.put("connection: close\r\n\r\n")?;
        self.body.write(out)
    }
}

fn write_all(out: &mut dyn Out, texts: &[&str]) -> fmt::Result {
    for text in texts {
        out.put(text)?;
    }
    Ok(())
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {}, {} bytes)", self.method, self.url, self.body.len())
    }
}

/// An HTTP method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is the method of RFC 9110 or RFC 5789 that it names")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Its name in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to do with a redirect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Redirects {
    /// Do not follow it. It is the reply.
    Never,
}

/// The URL of a request. `Display` writes it.
#[derive(Clone, Copy, Debug)]
pub struct Url<'a> {
    pub(crate) base: &'a str,
    pub(crate) path: &'a str,
}

impl<'a> Url<'a> {
    /// Is it https? If not, it is http to this machine.
    #[must_use]
    pub fn is_https(self) -> bool {
        self.base.as_bytes().get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"https:"))
    }

    /// Host, and port if there is one.
    #[must_use]
    pub fn authority(self) -> &'a str {
        split_authority(self.base).0
    }
}

impl fmt::Display for Url<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base)?;
        f.write_str(self.path)
    }
}

/// The scheme with a space behind it, and the credentials.
#[derive(Clone, Copy)]
pub(crate) struct Authorization<'a> {
    scheme: &'static str,
    credentials: &'a str,
}

impl<'a> Authorization<'a> {
    pub(crate) const fn basic(credentials: &'a str) -> Self {
        Self { scheme: "Basic ", credentials }
    }

    pub(crate) const fn bearer(credentials: &'a str) -> Self {
        Self { scheme: "Bearer ", credentials }
    }
}

/// A header. Its `Debug` shows the name alone.
#[derive(Clone, Copy)]
pub struct Header<'a> {
    name: &'static str,
    prefix: &'a str,
    text: &'a str,
    secret: bool,
}

impl Header<'_> {
    /// The name, in lower case.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Must it stay out of logs and caches?
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// The length of the value in bytes.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no value is empty")]
    pub const fn len(&self) -> usize {
        self.prefix.len().saturating_add(self.text.len())
    }

    /// Writes the value: visible ASCII and single spaces.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_value(&self, out: &mut impl fmt::Write) -> fmt::Result {
        if !self.prefix.is_empty() {
            out.write_str(self.prefix)?;
        }
        out.write_str(self.text)
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}, {} bytes)", self.name, self.len())
    }
}
