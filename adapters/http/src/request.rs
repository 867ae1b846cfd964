//! From the core's request to one of `http` 1.

use catapa_signin::{Request, explain};
use http::HeaderValue;
use zeroize::Zeroizing;

/// The `http` crate does not take this request, so nothing was sent. We know of no request of a valid
/// [`Client`](catapa_signin::Client) that it refuses, but two crates that read URLs may differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotSendable;

explain!(NotSendable {
    Self => ("send.unsendable", Caller, "the request's URL or a header cannot be written as HTTP"),
});

/// Writes a request as an [`http::Request`] of `http` 1, for any client.
///
/// Its secret headers are marked [sensitive](HeaderValue::is_sensitive), so `Debug` does not show them. **Its body may
/// hold a secret, and `Debug` of the whole request shows it**, because the body is plain bytes that any client takes. Log
/// the head alone, and wipe the body when the client has done with it, with
/// [`Zeroizing`](https://docs.rs/zeroize) for example.
///
/// # Errors
///
/// [`NotSendable`].
pub fn to_http(request: &Request<'_>) -> Result<http::Request<Vec<u8>>, NotSendable> {
    let mut builder = http::Request::builder().method(request.method().as_str()).uri(request.url().to_string());
    for header in request.headers() {
        let mut text = Zeroizing::new(String::with_capacity(header.len()));
        header.write_value(&mut *text).map_err(|_| NotSendable)?;
        let mut value = HeaderValue::from_str(&text).map_err(|_| NotSendable)?;
        value.set_sensitive(header.is_secret());
        builder = builder.header(header.name(), value);
    }
    let mut written = builder.body(Vec::new()).map_err(|_| NotSendable)?;
    let mut body = String::with_capacity(request.body().len());
    request.body().write_to(&mut body).map_err(|_| NotSendable)?;
    *written.body_mut() = body.into_bytes();
    Ok(written)
}
