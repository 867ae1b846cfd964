//! A client of the tests' own, as anybody may have one: a socket and a parser of heads, on smol. It speaks no TLS.

use core::error::Error;
use core::time::Duration;
use std::io;

use catapa_signin_http::conformance::Setup;
use catapa_signin_http::{AnySender, CutShort, SendError};
use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use smol::future;
use smol::io::{AsyncReadExt as _, AsyncWriteExt as _};
use smol::net::TcpStream;

type Result<T> = core::result::Result<T, Box<dyn Error + Send + Sync>>;

/// As many bytes as the longest reply of any test.
const LIMIT: u64 = 1 << 20;

pub(super) fn sender(setup: &Setup) -> AnySender {
    let patience = setup.timeout;
    AnySender::new(move |request| round_trip(request, LIMIT, patience))
}

async fn in_time<T>(patience: Duration, reading: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    future::or(reading, async {
        smol::Timer::after(patience).await;
        Err(io::ErrorKind::TimedOut.into())
    })
    .await
}

async fn round_trip(request: Request<Vec<u8>>, limit: u64, patience: Duration) -> Result<Response<Vec<u8>>> {
    let authority = request.uri().authority().map_or("", |authority| authority.as_str()).to_owned();
    let mut stream = TcpStream::connect(&authority).await.map_err(|why| SendError::NotSent(why.into()))?;
    stream.write_all(&written(&request, &authority)).await?;

    // One byte over the limit, and room for the head.
    let mut received = Vec::new();
    let end = in_time(patience, stream.take(limit + 1 + 8_192).read_to_end(&mut received)).await;
    let mut response = parsed(&received)?;
    let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let announced: usize = announced.unwrap_or(response.body().len());
    if response.body().len() > announced {
        return Err("the reply came with more bytes than it announced".into());
    }
    if end.is_err() || response.body().len() < announced {
        response.extensions_mut().insert(CutShort);
    }
    Ok(response)
}

fn written(request: &Request<Vec<u8>>, authority: &str) -> Vec<u8> {
    let (method, body) = (request.method(), request.body());
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut bytes = format!("{method} {} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n", target).into_bytes();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

fn parsed(received: &[u8]) -> Result<Response<Vec<u8>>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = head.parse(received)? else {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    };
    let mut response = Response::builder().status(head.code.unwrap_or_default());
    for header in head.headers {
        response = response.header(header.name, header.value);
    }
    Ok(response.body(received[length..].to_vec())?)
}
