//! Through `reqwless`: over a connection that it opened, and as a request of its own.

use core::convert::Infallible;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::io;

use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::{Client, HaveCode, Method, NotGranted, Reply, Request};
use catapa_signin_embedded::send;
use catapa_stand_in::{Fault, Path};
use embedded_io_async::{Read, Write};
use embedded_nal_async::{AddrType, Dns, TcpConnect};
use reqwless::client::{HttpClient, HttpConnection};
use reqwless::request::RequestBuilder as _;

use crate::connection::{Tcp, address_of, connect};
use crate::tls::{self, Records, authority_of};
use crate::world::{NOW, client_of, code, stand_in};

/// The network of this machine, as a device's stack has it.
struct Loopback;

impl TcpConnect for Loopback {
    type Error = io::Error;
    type Connection<'a> = Tcp;

    async fn connect(&self, address: SocketAddr) -> Result<Tcp, io::Error> {
        Ok(connect(address).await)
    }
}

impl Dns for Loopback {
    type Error = Infallible;

    async fn get_host_by_name(&self, _: &str, _: AddrType) -> Result<IpAddr, Infallible> {
        Ok(Ipv4Addr::LOCALHOST.into())
    }

    async fn get_host_by_address(&self, _: IpAddr, _: &mut [u8]) -> Result<usize, Infallible> {
        Ok(0)
    }
}

#[test]
fn a_code_is_traded_over_a_connection_that_reqwless_opened() {
    let server = stand_in();
    let client = client_of(&server, &server.origin());
    let mut code = code(&client, &server);
    let mut buffer = [0; 4_096];
    let reply = smol::block_on(async {
        let request = client.token_request(&code, NOW).unwrap();
        let url = request.url().to_string();
        let mut reqwless = HttpClient::new(&Loopback, &Loopback);
        let mut resource = reqwless.resource(&url).await.unwrap();
        send(&request, &mut resource.conn, &mut buffer).await.unwrap()
    });
    client.finish(&mut code, reply, NOW).unwrap();
    assert_eq!(server.count(Path::Token), 1);
}

/// Sends a request as one of reqwless' own, over any connection.
async fn send_by_reqwless<'b>(
    request: &Request<'_>,
    connection: impl Read + Write,
    buffer: &'b mut [u8],
) -> Result<Reply<'b>, reqwless::Error> {
    let method = match request.method() {
        Method::Get => reqwless::request::Method::GET,
        _ => reqwless::request::Method::POST,
    };
    let (url, host) = (request.url().to_string(), request.url().authority());
    let path = url.split_once(host).map_or("", |(_, path)| path);
    let mut body = String::new();
    let _ = request.body().write_to(&mut body);
    let mut headers = vec![("connection", "close".to_owned())];
    for header in request.headers() {
        let mut value = String::new();
        let _ = header.write_value(&mut value);
        headers.push((header.name(), value));
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();

    let made = reqwless::request::Request::new(method, path).host(host).headers(&headers).body(body.as_bytes()).build();
    let mut connection = HttpConnection::Plain(connection);
    let response = connection.send(made, buffer).await?;
    let status = response.status.0;
    let headers: Vec<_> = response.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let reply = match response.body().read_to_end().await {
        Ok(body) => Reply::new(status, body),
        Err(_) => Reply::new(status, &mut []).cut_short(),
    };
    Ok(headers.iter().fold(reply, |reply, (name, value)| reply.header(name, value)))
}

fn outcome_of(client: &Client, code: &mut Option<HaveCode>, reply: Reply<'_>) -> String {
    match client.finish(code, reply, NOW) {
        Ok(_) => "granted".to_owned(),
        Err(NotGranted::RateLimited { retry_after, .. }) => format!("wait {} s", retry_after.secs(NOW)),
        Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(BodyFault::CutShort), .. }) => "cut short".to_owned(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_same_request_can_be_one_of_reqwless_own() {
    let rows =
        [("wait 7 s", Fault::too_many_requests(7)), ("cut short", Fault::cut_body(40)), ("granted", Fault::none())];
    for (outcome, fault) in rows {
        let server = stand_in();
        let client = client_of(&server, &server.origin());
        let mut code = code(&client, &server);
        server.fault(Path::Token, fault);
        let mut buffer = [0; 4_096];
        let reply = smol::block_on(async {
            let request = client.token_request(&code, NOW).unwrap();
            send_by_reqwless(&request, connect(address_of(&request)).await, &mut buffer).await.unwrap()
        });
        assert_eq!(outcome_of(&client, &mut code, reply), outcome);
        assert_eq!(server.count(Path::Token), 1);
    }
}

#[test]
fn reqwless_sends_its_own_over_tls_that_has_checked_the_certificate() {
    let (server, client, mut code) = tls::ready("localhost");
    let (mut records, mut buffer) = (Records::new(), [0; 4_096]);
    let reply = smol::block_on(async {
        let request = client.token_request(&code, NOW).unwrap();
        let tls = tls::open(&request, &authority_of(&server), &mut records).await.unwrap();
        send_by_reqwless(&request, tls, &mut buffer).await.unwrap()
    });
    assert_eq!(outcome_of(&client, &mut code, reply), "granted");
}
