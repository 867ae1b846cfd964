//! Raw HTTP/1.1.

mod framing;
#[cfg(test)]
mod tests;

use std::borrow::ToOwned as _;
use std::string::{String, ToString as _};
use std::vec::Vec;

use super::world;
use crate::wire::http1;
use crate::{Method, Reply, Request};

/// More fields than this are not judged.
const MAX_FIELDS: usize = 64;

/// Every head that we take `httparse` reads alike, and a body is what its framing says: so many bytes, the chunks whose
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
    let (mut buffer, mut rest) = (data.to_owned(), data);
    let Some(parts) = http1::parse(&mut buffer) else { return "no reply" };
    loop {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut judged = httparse::Response::new(&mut fields);
        let length = match judged.parse(rest) {
            Ok(httparse::Status::Complete(length)) => length,
            Err(httparse::Error::TooManyHeaders) => return "too many fields",
            other => panic!("{other:?}, and we took it"),
        };
        let status = judged.code.expect("a whole head has a status");
        if (100..200).contains(&status) {
            rest = &rest[length..];
            continue;
        }
        assert_eq!(parts.status, status);
        let fields: Vec<_> = judged.headers.iter().map(|field| (field.name.as_bytes(), field.value)).collect();
        assert_eq!(http1::fields(parts.head).collect::<Vec<_>>(), fields);
        if let Some(judged) = framing::judged(status, &judged, &rest[length..]) {
            assert_eq!((&*parts.body, parts.cut_short), (judged.body.as_slice(), judged.cut_short), "its framing");
        }
        break;
    }
    let (whole, limit) = (!parts.cut_short, parts.body.len());
    let limited =
        |limit| Reply::from_http1(&mut data.to_owned(), limit).expect("it was a reply").into_body(limit).is_ok();
    assert_eq!(limited(limit), whole, "the limit itself is not over it");
    assert!(limit == 0 || !limited(limit - 1), "one less is");
    if whole { "a reply" } else { "a reply that was cut" }
}

/// The path and the body of a request, as `httparse` reads them; and whatever is counted is as long as it is written, no
/// control character is in a header, and each header reads back.
pub(super) fn is_read_back(request: &Request<'_>) -> (String, String) {
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
    (judged.path.unwrap_or_default().to_owned(), body.to_owned())
}
