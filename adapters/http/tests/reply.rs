//! How a reply tells where its body ended, seen through the public verbs.

use catapa_signin::{Client, ClientConfig, Endpoints, Explain as _, NotGranted, Options, SignIn, Tenants, UnixTime};
use catapa_signin_http::{CutShort, ReplyBuffer};
use http::Response;

const GRANTED: &str = r#"{"access_token":"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln","token_type":"Bearer"}"#;

/// What a step makes of a response: `granted`, or the code of its error.
fn outcome(response: Response<Vec<u8>>, limit: usize) -> &'static str {
    let now = UnixTime::from_secs(1_700_000_000);
    let client = Client::new(ClientConfig {
        client_id: "id",
        client_secret: "secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap();
    let sign_in = SignIn::new(&client).begin([0; 64], now);
    let callback = format!("code=c&state={}&tenant=gdplabs", "A".repeat(43));
    let have_code = sign_in.accept(&callback, now).unwrap();
    let mut reply = ReplyBuffer::new(response, limit);
    match have_code.finish(reply.as_reply(), now) {
        Ok(_) => "granted",
        Err(NotGranted::Ambiguous { why, .. }) => why.code(),
        Err(other) => other.code(),
    }
}

fn whole() -> Response<Vec<u8>> {
    Response::new(GRANTED.into())
}

fn cut_short() -> Response<Vec<u8>> {
    let mut response = whole();
    response.extensions_mut().insert(CutShort);
    response
}

#[test]
fn a_body_that_broke_off_is_not_taken_for_one_that_ended() {
    assert_eq!(outcome(whole(), 65_536), "granted");
    assert_eq!(outcome(cut_short(), 65_536), "reply.cut_short");
}

#[test]
fn a_body_within_its_limit_to_the_byte_is_read_and_one_byte_more_is_not() {
    assert_eq!(outcome(whole(), GRANTED.len()), "granted");
    assert_eq!(outcome(whole(), GRANTED.len() - 1), "reply.over_limit");
}

#[test]
fn a_body_that_broke_off_after_its_limit_is_over_the_limit() {
    assert_eq!(outcome(cut_short(), GRANTED.len() - 1), "reply.over_limit");
}

#[test]
fn debug_shows_how_the_body_ended_and_none_of_it() {
    let shown = format!("{:?}", ReplyBuffer::new(cut_short(), 65_536));
    assert_eq!(shown, format!("ReplyBuffer(200, {} bytes, CutShort)", GRANTED.len()));
}
