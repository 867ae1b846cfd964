//! The reply's body, up to its limit.

use std::io::Read as _;

use catapa_signin_http::CutShort;
use http::Response;
use ureq::Body;

/// Reads a body up to one byte over the limit: that byte tells a long body from one that just fits. A body that is shorter
/// was read to its end, unless it is [`CutShort`].
pub(crate) fn receive(response: Response<Body>, limit: usize) -> Response<Vec<u8>> {
    let (parts, body) = response.into_parts();
    let wanted = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    // Room for all of it, so that growing leaves no copy of a token in memory. No more, because all of it is wiped. A body
    // is never longer than its announced length.
    let room = body.content_length().map_or(wanted, |announced| announced.saturating_add(1)).min(wanted).min(65_537);
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    let read = body.into_reader().take(wanted).read_to_end(&mut bytes);
    let mut response = Response::from_parts(parts, bytes);
    if read.is_err() {
        response.extensions_mut().insert(CutShort);
    }
    response
}
