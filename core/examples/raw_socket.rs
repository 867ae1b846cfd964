//! A sign-in over nothing but `std::net`: how to drive the core from an HTTP stack of your own.
//!
//! `cargo run -p catapa-signin --example raw_socket`
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use core::error::Error;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::SystemTime;

use catapa_signin::{Client, ClientConfig, Endpoints, Options, Reply, Request, SignIn, Tenants, UnixTime};
use catapa_stand_in::StandIn;

/// The longest body to read: the default limit of a request.
const LIMIT: usize = 65_536;

/// The longest reply to read, head and body.
const LONGEST: usize = LIMIT + 16_384;

/// Writes a request, and reads the reply until the connection closes.
fn send(request: &Request<'_>) -> io::Result<Vec<u8>> {
    let mut wire = String::new();
    request.write_http1(&mut wire).map_err(io::Error::other)?;
    let mut connection = TcpStream::connect(request.url().authority())?;
    connection.write_all(wire.as_bytes())?;
    let mut reply = Vec::new();
    connection.take(LONGEST as u64 + 1).read_to_end(&mut reply)?;
    // Never use a reply that was not read to its end: a part could pass for the whole.
    if reply.len() > LONGEST { Err(io::Error::other("the reply is too long")) } else { Ok(reply) }
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    // A CATAPA on this machine, which speaks plain HTTP. The real one needs TLS around the socket.
    let stand_in = StandIn::builder().redirect_uri("http://127.0.0.1:3000/callback").start()?;
    let origin = stand_in.origin();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: "http://127.0.0.1:3000/callback",
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Only(&["gdplabs"]),
        options: Options::default(),
    })?;
    let mut entropy = [0; 64];
    getrandom::fill(&mut entropy)?;
    let now = UnixTime::from(SystemTime::now());

    let sign_in = SignIn::new(&client).begin(entropy, now);
    let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
    let mut pending = Some(sign_in.into_step());
    let mut code = Some(client.accept(&mut pending, &callback, now)?.into_step());

    let mut reply = send(&client.token_request(&code, now)?)?;
    let authorized = client.finish(&mut code, Reply::from_http1(&mut reply, LIMIT)?, now)?;

    let mut reply = send(&authorized.user_request())?;
    let user = authorized.read_user(Reply::from_http1(&mut reply, LIMIT)?)?;
    println!("{} of {} is {}", user.username().unwrap_or("somebody"), user.tenant().as_str(), user.key());
    Ok(())
}
