//! No type and no error of the adapters shows a secret.

use core::error::Error;
use core::fmt::{Debug, Write as _};
use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use catapa_adapter_tests::{Adapter, Setup, leak};
use catapa_signin::{
    Client, ClientConfig, Endpoints, Explain as _, Freshness, Method, Options, Reply, Request, SignIn, Tenants,
    UnixTime,
};
use catapa_signin_async::HyperSender;
use catapa_signin_http::{AnySender, CutShort, NotSendable, ReplyBuffer, SendError, SenderOptions, to_http};
use catapa_signin_ureq::UreqSender;

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const CLIENT_SECRET: &str = "planted client/secret+%";
const CODE: &str = "planted/code+%one";
const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const VERIFIER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
const REFRESH_TOKEN: &str = "planted/refresh+%one";
/// `{"tenant":"gdplabs","jti":"planted"}`.
const ACCESS_TOKEN: &str = "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIiwianRpIjoicGxhbnRlZCJ9.c2ln";
const PROXY_PASSWORD: &str = "planted-proxy-password";
const SECRETS: [&str; 7] = [CLIENT_SECRET, CODE, CSRF_TOKEN, VERIFIER, REFRESH_TOKEN, ACCESS_TOKEN, PROXY_PASSWORD];

#[track_caller]
fn shows_nothing(what: &str, shown: &str) {
    assert!(!shown.trim().is_empty(), "{what} says nothing at all");
    assert_eq!(leak(shown, &SECRETS), None, "{what}: {shown}");
}

fn debugged(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// Everything that an error and its sources say.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        write!(text, "{error}\n{error:?}\n{error:#?}\n{error:#}\n").unwrap();
        next = error.source();
    }
    text
}

fn client(api: &str) -> Client {
    Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: CLIENT_SECRET,
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", api),
        tenants: Tenants::Any,
        options: Options::default().pkce(true),
    })
    .unwrap()
}

fn grant() -> Vec<u8> {
    format!(r#"{{"access_token":"{ACCESS_TOKEN}","refresh_token":"{REFRESH_TOKEN}","expires_in":60}}"#).into_bytes()
}

/// Calls `take` with each request that carries a secret: a code, an access token (with and without a body), a refresh
/// token.
fn each_request(client: &Client, mut take: impl FnMut(Request<'_>)) {
    let callback = serde_urlencoded::to_string([("code", CODE), ("state", CSRF_TOKEN), ("tenant", "gdplabs")]).unwrap();
    let entropy = core::array::from_fn(|index| index as u8);
    let have_code = SignIn::new(client).begin(entropy, NOW).accept(&callback, NOW).unwrap();
    take(have_code.token_request(NOW).unwrap());
    let mut body = grant();
    let authorized = have_code.finish(Reply::new(200, &mut body), NOW).unwrap().to_owned_in::<String>().unwrap();
    take(authorized.user_request());
    let json = serde_json::to_string(REFRESH_TOKEN).unwrap();
    take(authorized.api_request(Method::Post, "/v1").unwrap().json(&json));
    let Freshness::Expired(expired) = authorized.at(UnixTime::MAX) else { panic!("expired") };
    take(expired.refresh_request());
}

/// A server on this machine that does this with each connection.
fn server(serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().flatten().for_each(serve));
    origin
}

/// The head of a request, and as much of its body as came with it.
fn heard(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut chunk = [0; 4_096];
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    while let Ok(length @ 1..) = stream.read(&mut chunk) {
        request.extend(&chunk[..length]);
    }
    request
}

#[test]
fn a_planted_secret_is_found_in_whichever_form_it_turns_up() {
    let mut written = Vec::new();
    each_request(&client("https://api.example.com"), |request| {
        let mut text = String::new();
        request.write_http1(&mut text).unwrap();
        written.push(text);
    });
    for (request, secret) in written.iter().zip([CLIENT_SECRET, ACCESS_TOKEN, REFRESH_TOKEN, CLIENT_SECRET]) {
        assert_eq!(leak(request, &[secret]), Some(secret));
    }
    assert_eq!(leak(&written[0], &[CODE]), Some(CODE));
    assert_eq!(leak(&written[3], &[REFRESH_TOKEN]), Some(REFRESH_TOKEN));
    assert_eq!(leak("p-l-a-n-t-e-d c.o.d.e \"one\"", &[CODE]), Some(CODE), "in letters and digits alone");
    assert_eq!(leak(&format!("{:#?}", CODE.as_bytes()), &[CODE]), Some(CODE), "byte by byte, a line each");
    assert_eq!(leak("nothing of the kind", &SECRETS), None);
}

#[test]
fn no_header_of_an_http_request_shows_a_secret() {
    each_request(&client("https://api.example.com"), |request| {
        let (parts, body) = to_http(&request).unwrap().into_parts();
        shows_nothing("the head", &debugged(&parts));
        assert!(request.body().is_empty() != leak(&String::from_utf8(body).unwrap(), &SECRETS).is_some());
    });
}

#[test]
fn no_reply_buffer_shows_what_came() {
    let whole = || {
        let mut builder = http::Response::builder().status(200);
        for name in ["retry-after", "ratelimit-reset", "location", "server"] {
            builder = builder.header(name, REFRESH_TOKEN);
        }
        builder.body(grant()).unwrap()
    };
    let mut cut_short = whole();
    cut_short.extensions_mut().insert(CutShort);
    for mut reply in
        [ReplyBuffer::new(whole(), 65_536), ReplyBuffer::new(whole(), 9), ReplyBuffer::new(cut_short, 65_536)]
    {
        shows_nothing("ReplyBuffer", &debugged(&reply));
        shows_nothing("its Reply", &debugged(&reply.as_reply()));
        shows_nothing("its status", &debugged(&reply.status()));
    }
}

#[test]
fn no_sender_shows_its_proxy_s_password() {
    let with_proxy =
        |scheme: &str| SenderOptions::default().proxy(format!("{scheme}://user:{PROXY_PASSWORD}@127.0.0.1:9"));
    let options = || with_proxy("http");
    shows_nothing("SenderOptions", &debugged(&options()));
    shows_nothing("UreqSender", &debugged(&UreqSender::with(options()).unwrap()));
    shows_nothing("HyperSender", &debugged(&HyperSender::tokio(options()).unwrap()));
    shows_nothing("AnySender", &debugged(&AnySender::new(UreqSender::new().unwrap())));
    for scheme in ["ftp", "https", "http:"] {
        shows_nothing("NotConfigured", &told(&UreqSender::with(with_proxy(scheme)).unwrap_err()));
        shows_nothing("NotConfigured", &told(&HyperSender::tokio(with_proxy(scheme)).unwrap_err()));
    }
}

#[test]
fn no_error_of_sending_shows_a_secret_not_even_where_a_server_sends_back_what_it_was_sent() {
    shows_nothing("NotSendable", &told(&NotSendable));
    shows_nothing("NotSent", &told(&SendError::from(NotSendable)));
    let echo = |head: &'static str, tail: &'static str| {
        server(move |mut stream| {
            let request = heard(&mut stream);
            let _ = stream.write_all(&[head.as_bytes(), &request, tail.as_bytes()].concat());
        })
    };
    let origins = [
        ("nobody listens", "http://127.0.0.1:1".to_owned()),
        ("a server that hangs up", server(drop)),
        ("a server that says nothing", server(|mut stream| drop(heard(&mut stream)))),
        ("a server that resets", server(|stream| stream.set_nonblocking(true).unwrap())),
        ("an echo", echo("", "")),
        ("an echo for a status", echo("HTTP/1.1 ", "")),
        ("an echo for headers", echo("HTTP/1.1 200 OK\r\n", "\r\n\r\n")),
        ("an echo for a length", echo("HTTP/1.1 200 OK\r\ncontent-length: ", "\r\n\r\n")),
        ("an echo for a adapter elsewhere", echo("HTTP/1.1 302 Found\r\nlocation: ://", "\r\n\r\n")),
        ("an echo for a chunk", echo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "\r\n")),
        ("an echo for a body", echo("HTTP/1.1 200 OK\r\n\r\n", "")),
    ];
    let fails = &|adapter: Adapter| {
        let ready = adapter.plain();
        let mut failed = 0;
        for (what, origin) in &origins {
            let what = format!("{}, {what}", adapter.name());
            each_request(&client(origin), |request| match ready.send(&request) {
                Err(error) => {
                    failed += 1;
                    shows_nothing(&what, &(told(&error) + error.code()));
                }
                Ok(reply) => shows_nothing(&what, &debugged(&reply)),
            });
        }
        assert!(failed >= 20, "{adapter:?}: {failed} of them did not answer");
    };
    thread::scope(|scope| {
        for adapter in Adapter::ALL {
            scope.spawn(move || fails(adapter));
        }
    });
}

#[test]
fn no_error_of_a_proxy_or_of_tls_shows_a_secret() {
    let refusing = server(|mut stream| {
        let request = heard(&mut stream);
        let _ = stream.write_all(&[b"HTTP/1.1 407 ".as_slice(), &request].concat());
    });
    let proxy = refusing.replace("http://", &format!("http://user:{PROXY_PASSWORD}@"));
    let plain = server(|mut stream| drop(stream.write_all(b"HTTP/1.1 400 no TLS here\r\n\r\n")));
    for (what, proxy, origin) in [
        ("a proxy that refuses", Some(proxy.as_str()), "https://api.example.com".to_owned()),
        ("a server without TLS", None, plain.replace("http://", "https://")),
    ] {
        for adapter in Adapter::OURS {
            let ready = adapter.with(Setup { proxy, ..Setup::default() });
            each_request(&client(&origin), |request| {
                let error = ready.send(&request).expect_err("no reply");
                shows_nothing(&format!("{}, {what}", adapter.name()), &told(&error));
            });
        }
    }
}
