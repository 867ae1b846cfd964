//! Over plain TCP, against the stand-in.

use std::net::Shutdown;

use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::{Client, Explain as _, HaveCode, NotGranted, Request};
use catapa_signin_embedded::{Cause, SendError, send};
use catapa_stand_in::{Fault, Path, StandIn};

use crate::connection::{OneByte, address_of, connect};
use crate::world::{NOW, client_of, code, stand_in};

/// Room for the stand-in's tokens and profiles.
const ROOM: usize = 4_096;

type Sent<T> = Result<T, SendError<std::io::Error>>;

/// A stand-in, its client, and a code.
fn ready() -> (StandIn, Client, Option<HaveCode>) {
    let stand_in = stand_in();
    let client = client_of(&stand_in, &stand_in.origin());
    let code = code(&client, &stand_in);
    (stand_in, client, code)
}

/// Trades the code in a buffer of this size, and says what came of it.
fn exchange(client: &Client, code: &mut Option<HaveCode>, room: usize) -> Sent<&'static str> {
    let mut buffer = vec![0; room];
    let reply = {
        let request = client.token_request(code, NOW).unwrap();
        smol::block_on(async { send(&request, connect(address_of(&request)).await, &mut buffer).await })?
    };
    Ok(match client.finish(code, reply, NOW) {
        Ok(_) => "granted",
        Err(NotGranted::RateLimited { retry_after, .. }) if retry_after.secs(NOW) == 7 => "wait 7 s",
        Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(BodyFault::CutShort), .. }) => "cut short",
        Err(NotGranted::Ambiguous { why: Ambiguity::Unreadable(BodyFault::OverLimit), .. }) => "over the limit",
        Err(NotGranted::Ambiguous { why: Ambiguity::Status { .. }, .. }) => "another status",
        Err(other) => other.code(),
    })
}

#[test]
fn a_code_is_traded_and_the_person_asked_for_over_one_connection_each() {
    let (stand_in, client, mut code) = ready();
    let mut buffer = [0; ROOM];
    let tokens = smol::block_on(async {
        let request = client.token_request(&code, NOW).unwrap();
        let reply = send(&request, connect(address_of(&request)).await, &mut buffer).await.unwrap();
        client.finish(&mut code, reply, NOW).unwrap().to_owned_in::<String>().unwrap().into_step()
    });
    let authorized = client.resume_ref(&tokens).unwrap();
    let key = smol::block_on(async {
        let request = authorized.user_request();
        let reply = send(&request, OneByte(connect(address_of(&request)).await), &mut buffer).await.unwrap();
        authorized.read_user(reply).unwrap().key().to_string()
    });
    assert!(key.ends_with("1001"), "{key}");
    for (path, count) in [(Path::Token, 1), (Path::UsersMe, 1)] {
        let requests = stand_in.requests_to(path);
        assert_eq!(requests.len(), count);
        assert!(requests.iter().all(|request| request.header("connection") == Some("close")), "{requests:?}");
    }
}

#[test]
fn what_catapa_may_do_has_the_outcome_that_every_adapter_has() {
    let far = "http://127.0.0.1:1/elsewhere";
    let rows = [
        ("granted", Fault::none()),
        ("wait 7 s", Fault::too_many_requests(7)),
        ("wait 7 s", Fault::too_many_requests(7).padded_to(1_000_000)),
        ("wait 7 s", Fault::too_many_requests(7).carried_out()),
        ("cut short", Fault::cut_body(40)),
        ("over the limit", Fault::altered().padded_to(65_537)),
        ("over the limit", Fault::altered().padded_to(1_000_000)),
        ("granted", Fault::altered().padded_to(65_536)),
        ("another status", Fault::redirect(302, far)),
        ("another status", Fault::redirect(307, far)),
        ("refused.invalid_grant", Fault::oauth_error(400, "invalid_grant")),
    ];
    for (outcome, fault) in rows {
        let (stand_in, client, mut code) = ready();
        stand_in.fault(Path::Token, fault.clone());
        assert_eq!(exchange(&client, &mut code, 70_000).unwrap(), outcome, "{fault:?}");
        assert_eq!(stand_in.count(Path::Token), 1, "{fault:?}");
    }
}

#[test]
fn a_reply_that_does_not_fit_into_the_buffer_is_one_over_the_limit() {
    let (stand_in, client, mut code) = ready();
    stand_in.fault(Path::Token, Fault::altered().padded_to(2 * ROOM));
    assert_eq!(exchange(&client, &mut code, ROOM).unwrap(), "over the limit");
    assert!(code.is_some());
}

#[test]
fn without_a_reply_the_request_is_ambiguous_and_the_code_is_kept() {
    for fault in [Fault::close(), Fault::reset(), Fault::reset().carried_out()] {
        let (stand_in, client, mut code) = ready();
        stand_in.fault(Path::Token, fault.clone());
        let error = exchange(&client, &mut code, ROOM).unwrap_err();
        assert!(matches!(error, SendError::Ambiguous(Cause::Closed | Cause::Connection(_))), "{fault:?}: {error:?}");
        assert!(code.is_some());
    }
}

/// Sends the request after `spoil` had its way with the socket.
fn sent_after(spoil: impl FnOnce(&smol::net::TcpStream), room: usize) -> (StandIn, Sent<()>) {
    let (stand_in, client, code) = ready();
    let request: Request<'_> = client.token_request(&code, NOW).unwrap();
    let sent = smol::block_on(async {
        let connection = connect(address_of(&request)).await;
        spoil(connection.inner());
        send(&request, connection, &mut vec![0; room]).await.map(drop)
    });
    (stand_in, sent)
}

#[test]
fn a_connection_that_takes_no_byte_means_that_the_request_was_not_sent() {
    let (stand_in, sent) = sent_after(|socket| socket.shutdown(Shutdown::Write).unwrap(), ROOM);
    assert!(matches!(sent, Err(SendError::NotSent(Cause::Connection(_)))), "{sent:?}");
    assert_eq!(stand_in.count(Path::Token), 0);
}

#[test]
fn a_request_that_does_not_fit_into_the_buffer_was_not_sent() {
    let (stand_in, sent) = sent_after(|_| {}, 64);
    assert!(matches!(sent, Err(SendError::NotSent(Cause::BufferTooSmall))), "{sent:?}");
    assert_eq!(stand_in.count(Path::Token), 0);
}

#[test]
fn no_secret_of_the_request_is_left_in_the_buffer() {
    let (stand_in, client, code) = ready();
    stand_in.fault(Path::Token, Fault::close());
    let mut buffer = [b'x'; ROOM];
    let request = client.token_request(&code, NOW).unwrap();
    let mut written = String::new();
    request.write_http1(&mut written).unwrap();
    smol::block_on(async { send(&request, connect(address_of(&request)).await, &mut buffer).await.unwrap_err() });
    assert_eq!(buffer[..written.len()], vec![0; written.len()]);
    assert_eq!(buffer[written.len()..], vec![b'x'; ROOM - written.len()]);
}
