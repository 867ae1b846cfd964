//! libcurl: blocking, in C, and without a type of `http`. It is built without TLS here.

use core::cell::RefCell;
use core::error::Error;

use catapa_signin_http::conformance::{ClientUnderTest, Setup};
use catapa_signin_http::{CutShort, SendError};
use curl::easy::{Easy, List};
use http::{Request, Response};

type BoxError = Box<dyn Error + Send + Sync>;

/// libcurl, as an application sets it up.
#[must_use]
pub fn curl() -> ClientUnderTest {
    let make = |setup: &Setup| {
        let setup = setup.clone();
        let easy = RefCell::new(Easy::new());
        move |request, limit| send(&mut easy.borrow_mut(), &setup, request, limit)
    };
    ClientUnderTest::blocking("curl", make).without_tls().without_proxy()
}

fn send(
    easy: &mut Easy,
    setup: &Setup,
    request: Request<Vec<u8>>,
    limit: usize,
) -> Result<Response<Vec<u8>>, BoxError> {
    // The connections stay.
    easy.reset();
    easy.url(&request.uri().to_string())?;
    easy.path_as_is(true)?;
    easy.proxy("")?;
    easy.timeout(setup.timeout)?;
    easy.connect_timeout(setup.connect_timeout)?;
    easy.custom_request(request.method().as_str())?;
    let mut headers = List::new();
    for (name, value) in request.headers() {
        headers.append(&format!("{name}: {}", value.to_str()?))?;
    }
    if !request.body().is_empty() {
        easy.post_fields_copy(request.body())?;
        easy.fresh_connect(true)?;
        headers.append("expect:")?;
    }
    easy.http_headers(headers)?;

    let (mut head, mut body) = (Vec::new(), Vec::new());
    let mut transfer = easy.transfer();
    transfer.header_function(|line| {
        head.push(line.to_vec());
        true
    })?;
    transfer.write_function(|piece| {
        body.extend_from_slice(piece);
        // Fewer bytes than there are end the transfer.
        Ok(if body.len() > limit { 0 } else { piece.len() })
    })?;
    let performed = transfer.perform();
    drop(transfer);

    let is_over_limit = body.len() > limit;
    match performed {
        Err(why) if why.is_couldnt_connect() || why.is_couldnt_resolve_host() => {
            return Err(SendError::NotSent(why.into()).into());
        }
        Err(why) if easy.response_code()? == 0 => return Err(why.into()),
        _ => {}
    }
    let mut response = Response::builder().status(u16::try_from(easy.response_code()?)?);
    for line in head.iter().skip(1) {
        if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            response = response.header(&line[..colon], line[colon + 1..].trim_ascii());
        }
    }
    let mut response = response.body(body)?;
    if performed.is_err() && !is_over_limit {
        response.extensions_mut().insert(CutShort);
    }
    Ok(response)
}
