//! What is true of `send`, whatever the client is.

use core::cell::Cell;
use core::error::Error;
use core::future::ready;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use catapa_signin::{Client, ClientConfig, Endpoints, HaveCode, NotGranted, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::{CutShort, SendError, send};
use http::Response;

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn client() -> Client {
    Client::new(ClientConfig {
        client_id: "id",
        client_secret: "secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap()
}

fn have_code(client: &Client) -> SignIn<'_, HaveCode> {
    let callback = format!("code=c&state={}&tenant=gdplabs", "A".repeat(43));
    SignIn::new(client).begin([0; 64], NOW).accept(&callback, NOW).unwrap()
}

fn granted() -> Response<Vec<u8>> {
    let body = r#"{"access_token":"e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln","token_type":"Bearer","refresh_token":"r"}"#;
    Response::new(body.into())
}

fn is_send<T: Send>(future: T) -> T {
    future
}

#[test]
fn the_future_is_send_when_the_clients_is() {
    let client = client();
    let have_code = have_code(&client);
    let request = have_code.token_request(NOW).unwrap();
    let sent = is_send(send(&request, |_| async { Ok::<_, SendError>(granted()) }));
    assert!(smol::block_on(sent).is_ok());
}

#[test]
fn a_task_that_signs_in_can_be_spawned() {
    async fn signs_in(client: Client) -> bool {
        let have_code = have_code(&client);
        let sent = send(&have_code.token_request(NOW).unwrap(), |_| ready(Ok::<_, SendError>(granted()))).await;
        let authorized = have_code.finish(sent.unwrap().as_reply(), NOW).unwrap().to_owned_in::<String>().unwrap();
        let sent = send(&authorized.user_request(), |_| ready(Ok::<_, SendError>(Response::new("{}".into())))).await;
        authorized.read_user(sent.unwrap().as_reply()).is_err()
    }
    assert!(smol::block_on(smol::spawn(signs_in(client()))));
}

#[test]
fn a_client_that_is_not_send_sends_too() {
    let client = client();
    let have_code = have_code(&client);
    let calls = Rc::new(Cell::new(0));
    let request = have_code.token_request(NOW).unwrap();
    let sent = send(&request, |_| {
        let calls = Rc::clone(&calls);
        async move {
            smol::future::yield_now().await;
            calls.set(calls.get() + 1);
            Ok::<_, SendError>(granted())
        }
    });
    assert!(smol::block_on(sent).is_ok());
    assert_eq!(calls.get(), 1);
}

/// The futures of the two clients in this crate.
#[cfg(all(feature = "hyper", feature = "reqwest"))]
#[test]
fn the_futures_of_reqwest_and_hyper_are_send_and_their_senders_are_shared() {
    use core::time::Duration;

    use catapa_signin_async::{HyperSender, ReqwestSender, SenderOptions};

    fn is_shared<T: Clone + Send + Sync + 'static>(sender: T) -> T {
        sender
    }
    let client = client();
    let have_code = have_code(&client);
    let request = have_code.token_request(NOW).unwrap();
    // A crate beside this one may have turned TLS on in reqwest, which then wants cryptography.
    let _ = catapa_signin_async::rustls::crypto::ring::default_provider().install_default();
    drop(is_send(
        is_shared(ReqwestSender::new(reqwest::Client::builder, Duration::from_secs(9)).unwrap()).send(&request),
    ));
    drop(is_send(is_shared(HyperSender::tokio(SenderOptions::default()).unwrap()).send(&request)));
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
struct Word(&'static str);

/// What `send` makes of a client's error.
fn send_fails(error: impl Into<Box<dyn Error + Send + Sync>>) -> SendError {
    let client = client();
    let have_code = have_code(&client);
    let request = have_code.token_request(NOW).unwrap();
    smol::block_on(send(&request, |_| ready(Err(error)))).unwrap_err()
}

#[test]
fn an_error_of_the_client_is_ambiguous_and_survives_word_for_word() {
    let SendError::Ambiguous(cause) = send_fails(Word("the first and only")) else { panic!("not ambiguous") };
    assert_eq!(*cause.downcast::<Word>().unwrap(), Word("the first and only"));
}

#[test]
fn a_send_error_passes_through_as_it_is() {
    let SendError::NotSent(cause) = send_fails(SendError::NotSent(Word("no route").into())) else { panic!("sent") };
    assert_eq!(*cause.downcast::<Word>().unwrap(), Word("no route"));

    let boxed: Box<dyn Error + Send + Sync> = SendError::NotSent(Word("no route").into()).into();
    assert!(matches!(send_fails(boxed), SendError::NotSent(_)));

    let SendError::Ambiguous(cause) = send_fails(SendError::Ambiguous(Word("late").into())) else { panic!("unsent") };
    assert_eq!(*cause.downcast::<Word>().unwrap(), Word("late"));
}

#[test]
fn nothing_is_sent_before_the_future_is_polled() {
    let client = client();
    let have_code = have_code(&client);
    let calls = Cell::new(0);
    let request = have_code.token_request(NOW).unwrap();
    drop(send(&request, |_| {
        calls.set(calls.get() + 1);
        ready(Ok::<_, SendError>(granted()))
    }));
    assert_eq!(calls.get(), 0);
}

#[test]
fn a_future_that_is_dropped_half_way_leaves_the_step_usable() {
    let client = client();
    let have_code = have_code(&client);
    {
        let request = have_code.token_request(NOW).unwrap();
        let mut sent = pin!(send(&request, |_| core::future::pending::<Result<_, SendError>>()));
        assert!(matches!(sent.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    let request = have_code.token_request(NOW).unwrap();
    let mut reply = smol::block_on(send(&request, |_| ready(Ok::<_, SendError>(granted())))).unwrap();
    assert!(have_code.finish(reply.as_reply(), NOW).is_ok());
}

#[test]
fn a_client_says_that_a_body_broke_off() {
    let client = client();
    let have_code = have_code(&client);
    let request = have_code.token_request(NOW).unwrap();
    let mut response = granted();
    response.extensions_mut().insert(CutShort);
    let mut reply = smol::block_on(send(&request, |_| ready(Ok::<_, SendError>(response)))).unwrap();
    assert!(matches!(have_code.finish(reply.as_reply(), NOW), Err(NotGranted::Ambiguous { .. })));
}
