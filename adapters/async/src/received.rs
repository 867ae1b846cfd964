//! What came back, piece by piece, in memory that is wiped.

use core::mem;

use bytes::Bytes;
use catapa_signin_http::CutShort;
use http::{HeaderMap, Response, StatusCode};
use zeroize::Zeroizing;

/// A body on its way in: read up to one byte over the limit, which is what tells a long body from one that just fits.
pub(crate) struct Received {
    body: Zeroizing<Vec<u8>>,
    wanted: usize,
}

impl Received {
    pub(crate) fn with_limit(limit: usize) -> Self {
        let wanted = limit.saturating_add(1);
        // Room for all of it, so that no token is left behind in memory that the buffer has outgrown.
        Self { body: Zeroizing::new(Vec::with_capacity(wanted.min(65_537))), wanted }
    }

    /// Takes a piece; says whether more is wanted.
    pub(crate) fn push(&mut self, piece: &[u8]) -> bool {
        let room = self.wanted - self.body.len();
        self.body.extend_from_slice(piece.get(..room).unwrap_or(piece));
        self.body.len() < self.wanted
    }

    /// The response, once its body has ended.
    pub(crate) fn whole(mut self, status: StatusCode, headers: HeaderMap) -> Response<Vec<u8>> {
        let mut response = Response::new(mem::take(&mut *self.body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    /// The response, when its body broke off.
    pub(crate) fn cut_short(self, status: StatusCode, headers: HeaderMap) -> Response<Vec<u8>> {
        let mut response = self.whole(status, headers);
        response.extensions_mut().insert(CutShort);
        response
    }
}

/// A request's body, which is wiped when the last who holds it has done with it.
pub(crate) fn wiped(body: Vec<u8>) -> Bytes {
    Bytes::from_owner(Zeroizing::new(body))
}
