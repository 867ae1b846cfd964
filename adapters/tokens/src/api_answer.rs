//! What CATAPA's API answered, owned.

use core::fmt;

use catapa_signin::explain;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use zeroize::Zeroizing;

/// A success of the CATAPA API. Its body is wiped when dropped; its `Debug` shows no byte of it, and no header.
pub struct ApiAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Zeroizing<Vec<u8>>,
}

impl ApiAnswer {
    pub(crate) fn new(status: StatusCode, mut headers: HeaderMap, body: &[u8]) -> Self {
        headers.remove(SET_COOKIE);
        Self { status, headers, body: Zeroizing::new(body.to_vec()) }
    }

    /// The HTTP status, 200 to 299.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers that CATAPA sent, such as `ETag`, `Location` and `Link`, but no cookie: we keep none.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, whole: JSON, as a rule. It is empty where CATAPA sent none, as with 204.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Reads the body's JSON.
    ///
    /// # Errors
    ///
    /// [`NotDeserialized`]. The answer is still here.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, NotDeserialized> {
        serde_json::from_slice(&self.body).map_err(|why| {
            let (line, column) = (why.line(), why.column());
            match why.classify() {
                Category::Data => NotDeserialized::OtherType { line, column },
                Category::Io | Category::Syntax | Category::Eof => NotDeserialized::NotJson { line, column },
            }
        })
    }
}

impl fmt::Debug for ApiAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiAnswer({}, {} bytes)", self.status.as_u16(), self.body.len())
    }
}

/// The body of an answer is not the JSON of the type that was asked for.
///
/// The words of `serde_json` quote the body, so they are not here. `serde_json::from_slice` of [`ApiAnswer::body`] tells
/// them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotDeserialized {
    /// It is no JSON, ends too early, or is nested too deep.
    NotJson {
        /// Where, counted from 1.
        line: usize,
        /// Where in the line, in bytes.
        column: usize,
    },
    /// It is JSON, and not of this type.
    OtherType {
        /// Where, counted from 1.
        line: usize,
        /// Where in the line, in bytes.
        column: usize,
    },
}

explain!(NotDeserialized {
    Self::NotJson { line, column } =>
        ("api.not_json", CatapaUnclear, "CATAPA's answer is not JSON, from line {line}, column {column} on"),
    Self::OtherType { line, column } => (
        "api.other_type",
        Caller,
        "CATAPA's answer is not what this application expects, at line {line}, column {column}"
    ),
});
