//! Raw HTTP/1.1.

mod framing;
#[cfg(test)]
mod tests;

use catapa_signin::reply::{BodyFault, NotHttp};
use catapa_signin::request::Body;
use catapa_signin::{ApiError, Method, Reply, Request};

use crate::world;

/// More fields than this are not judged.
const MAX_FIELDS: usize = 64;

/// Every head that we take `httparse` reads alike, and a body is what its framing says: bytes by their number, the chunks whose
/// sizes `httparse` reads, or all that came; every request that we write it reads back, with no control character in a
/// header and a length that is counted right.
///
/// The bytes are tried as a reply, as the path of a request, and as its body.
pub fn http1(data: &[u8]) -> &'static str {
    let kind = reply(data);
    let Ok(text) = str::from_utf8(data) else { return kind };
    let sign_in = world::authorized();
    let request = sign_in.api_request(Method::Put, "/v1/x").expect("a path that can be").json(text);
    assert_eq!(is_read_back(&request), ("/v1/x".to_owned(), text.to_owned()));
    let Ok(request) = sign_in.api_request(Method::Post, text) else { return kind };
    assert!(text.starts_with('/') && !text.starts_with("//") && text.is_ascii());
    assert_eq!(is_read_back(&request.json(text)), (text.to_owned(), text.to_owned()));
    "a path"
}

fn reply(data: &[u8]) -> &'static str {
    let status = match Reply::from_http1(&mut data.to_owned(), usize::MAX) {
        Ok(reply) => reply.status(),
        Err(NotHttp) => return "no reply",
    };
    let mut start = 0;
    loop {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut judged = httparse::Response::new(&mut fields);
        let length = match judged.parse(&data[start..]) {
            Ok(httparse::Status::Complete(length)) => length,
            Err(httparse::Error::TooManyHeaders) => return "too many fields",
            other => panic!("{other:?}, and we took it"),
        };
        match judged.code {
            Some(100..200) => start += length,
            code => {
                assert_eq!(code, Some(status));
                let framed = framing::judged(status, &judged, &data[start + length..]);
                // Such a reply has no body, whatever its fields say; with another status it could be no reply at all.
                if matches!(status, 204 | 304) {
                    assert!(status == 304 || body(data.to_owned(), 0) == Ok(Vec::new()), "it has no body");
                    return "a reply";
                }
                waits_as_its_fields_say(data, start, judged.headers);
                return has_the_body_of_its_framing(&with_status(data, start, "200"), framed);
            }
        }
    }
}

/// Is it whole? Its body is handed over under a limit of its length, and under none that is smaller.
fn has_the_body_of_its_framing(success: &[u8], framed: Option<framing::Judged>) -> &'static str {
    let taken = body(success.to_owned(), usize::MAX);
    // A chunk's size has more digits than the judge reads.
    let Some(framing::Judged { body: bytes, cut_short }) = framed else { return "beyond the judge" };
    let length = bytes.len();
    let whole = if cut_short { Err(BodyFault::CutShort) } else { Ok(bytes) };
    assert_eq!(taken, whole, "its framing");
    assert_eq!(body(success.to_owned(), length), whole, "the limit itself is not over it");
    if let Some(less) = length.checked_sub(1) {
        assert_eq!(body(success.to_owned(), less), Err(BodyFault::OverLimit), "one less is");
    }
    if cut_short { "a reply that was cut" } else { "a reply" }
}

/// How long a 429 with these fields asks to be left alone is what the judge's fields say, handed over one by one.
fn waits_as_its_fields_say(data: &[u8], start: usize, fields: &[httparse::Header<'_>]) {
    let sign_in = world::authorized();
    let mut data = with_status(data, start, "429");
    let taken = sign_in.read_api(Reply::from_http1(&mut data, usize::MAX).expect("it was a reply"));
    let judged = fields.iter().fold(Reply::new(429, &mut []), |reply, field| reply.header(field.name, field.value));
    match (taken, sign_in.read_api(judged)) {
        (Err(ApiError::RateLimited { retry_after }), Err(ApiError::RateLimited { retry_after: judged })) => {
            assert_eq!(retry_after, judged);
        }
        other => panic!("{other:?} is no answer to a 429"),
    }
}

/// The same, its last head with another status.
fn with_status(data: &[u8], start: usize, status: &str) -> Vec<u8> {
    let at = start + "HTTP/1.1 ".len();
    [&data[..at], status.as_bytes(), &data[at + status.len()..]].concat()
}

/// The body of a success.
fn body(mut data: Vec<u8>, limit: usize) -> Result<Vec<u8>, BodyFault> {
    match world::authorized().read_api(Reply::from_http1(&mut data, limit).expect("it was a reply")) {
        Ok(reply) => Ok(reply.body().to_owned()),
        Err(ApiError::Unreadable(why)) => Err(why),
        Err(other) => panic!("{other:?} is no answer to a success"),
    }
}

/// The path and the body of a request, as `httparse` reads them; and whatever is counted is as long as it is written, no
/// control character is in a header, and each header and each pair of a form reads back.
pub(crate) fn is_read_back(request: &Request<'_>) -> (String, String) {
    let mut written = String::new();
    request.write_http1(&mut written).expect("a String takes everything");
    let mut fields = [httparse::EMPTY_HEADER; 16];
    let mut judged = httparse::Request::new(&mut fields);
    let Ok(httparse::Status::Complete(head)) = judged.parse(written.as_bytes()) else {
        panic!("httparse does not read what we wrote");
    };
    assert_eq!(judged.method, Some(request.method().as_str()));
    let field = |name: &str| {
        let mut named = judged.headers.iter().filter(|field| field.name == name).map(|field| field.value);
        named.next().filter(|_| named.next().is_none())
    };
    assert_eq!(field("content-length").unwrap_or(b"0"), request.body().len().to_string().as_bytes());
    for header in request.headers() {
        let mut value = String::new();
        header.write_value(&mut value).expect("a String takes everything");
        assert_eq!(value.len(), header.len(), "it is as long as counted");
        assert!(!value.bytes().any(|byte| byte.is_ascii_control()));
        assert_eq!(field(header.name()), Some(value.as_bytes()));
    }
    let body = &written[head..];
    assert_eq!(body.len(), request.body().len(), "it is as long as counted");
    if let Body::Form(form) = request.body() {
        assert!(
            body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%=&".contains(&byte)),
            "all else is escaped"
        );
        let judged: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let written: Vec<_> = form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(written, judged);
    }
    (judged.path.unwrap_or_default().to_owned(), body.to_owned())
}
