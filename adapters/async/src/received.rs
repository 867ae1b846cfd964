//! Collects a reply piece by piece, in memory that is wiped.

use core::mem;

use bytes::Bytes;
use catapa_signin_http::CutShort;
use http::{HeaderMap, Response, StatusCode};
use zeroize::Zeroizing;

/// A body on its way in, read up to one byte over the limit: that byte tells a long body from one that just fits.
pub(crate) struct Received {
    body: Zeroizing<Vec<u8>>,
    wanted: usize,
}

impl Received {
    pub(crate) fn with_limit(limit: usize, announced: Option<u64>) -> Self {
        let wanted = limit.saturating_add(1);
        // Room for the announced length, or for any reply with tokens in it. No more, because all of it is wiped.
        let room = announced.map_or(65_537, |announced| usize::try_from(announced).unwrap_or(usize::MAX));
        Self { body: Zeroizing::new(Vec::with_capacity(room.min(wanted).min(65_537))), wanted }
    }

    /// Takes a piece, and says whether to read on.
    pub(crate) fn push(&mut self, piece: &[u8]) -> bool {
        let room = self.wanted - self.body.len();
        let piece = piece.get(..room).unwrap_or(piece);
        if self.body.capacity() - self.body.len() < piece.len() {
            // Growing in place would leave a copy of the old bytes; so they move by hand, and the old place is wiped.
            let mut larger = Vec::with_capacity((self.body.len() + piece.len()).saturating_mul(2).min(self.wanted));
            larger.extend_from_slice(&self.body);
            self.body = Zeroizing::new(larger);
        }
        self.body.extend_from_slice(piece);
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

/// A request's body, wiped when its last holder drops it.
pub(crate) fn wiped(body: Vec<u8>) -> Bytes {
    Bytes::from_owner(Zeroizing::new(body))
}
