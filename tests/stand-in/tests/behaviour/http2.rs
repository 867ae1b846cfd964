//! HTTP/2, where nothing goes wrong.

use axum::http::Request;
use catapa_stand_in::{Fault, Gate, Path, Protocol, StandIn};

use crate::application::{Application, NOW};
use crate::secure::{Http2, connect};

pub(crate) const USERS_ME: &str = "/v1/users/me";

pub(crate) fn stand_in() -> StandIn {
    StandIn::builder().tls().clock_at(NOW).start().unwrap()
}

#[test]
fn a_client_gets_http2_if_it_offers_it_and_http1_if_not() {
    let both = ["h2", "http/1.1"];
    for (stand_in, offered, expected) in [
        (stand_in(), &both[..], Some("h2")),
        (stand_in(), &["http/1.1"], Some("http/1.1")),
        (stand_in(), &[], None),
        (StandIn::builder().tls().http1_only().start().unwrap(), &both, Some("http/1.1")),
    ] {
        let tls = connect(&stand_in, offered);
        assert_eq!(tls.conn.alpn_protocol(), expected.map(str::as_bytes));
        let http2 = usize::from(expected == Some("h2"));
        drop(tls);
        assert!(stand_in.wait_for_open_connections(0));
        let by = |protocol| stand_in.connections_by(protocol);
        assert_eq!((by(Protocol::Http2), by(Protocol::Http1)), (http2, 1 - http2));
    }
}

#[test]
fn an_exchange_and_a_call_share_one_connection() {
    let application = Application::with(|builder| builder.tls());
    let code = application.code();
    application.stand_in.clear_requests();
    let mut client = Http2::connect(&application.stand_in);
    let tokens: serde_json::Value = serde_json::from_str(client.exchange(&code).text()).unwrap();

    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let request = Request::get(format!("https://catapa{USERS_ME}")).header("authorization", bearer);
    let reply = client.send(request.header("tenant", "gdplabs").body(()).unwrap(), "");
    let reply = client.wait_for(reply);
    assert!(reply.text().contains(r#""username":"siti""#));
    assert_eq!(reply.headers["content-length"], reply.body.len().to_string());
    assert_eq!(reply.headers["date"], "Fri, 15 Jan 2027 08:00:00 GMT");

    let [first, second] = application.stand_in.requests().try_into().unwrap();
    assert_eq!((first.protocol, second.protocol), (Protocol::Http2, Protocol::Http2));
    assert_eq!((first.place, second.place), (1, 2));
    assert_eq!(first.connection, second.connection);
    assert_eq!(application.stand_in.connections(), 1);
}

#[test]
fn a_hundred_replies_come_at_once_and_a_long_one_in_many_frames() {
    let stand_in = stand_in();
    let mut client = Http2::connect(&stand_in);
    let gate = Gate::new();
    stand_in.faults().times(100, Path::UsersMe, Fault::altered().held_by(&gate));
    let request = || Request::get(format!("https://catapa{USERS_ME}")).body(()).unwrap();
    let replies = [(); 100].map(|()| client.send(request(), ""));
    let all = client.runtime.spawn(async {
        let mut statuses = Vec::new();
        for reply in replies {
            statuses.push(reply.await.status);
        }
        statuses
    });
    client.run_until(|| stand_in.count(Path::UsersMe) == 100);
    gate.open();
    assert_eq!(client.wait_for(all).unwrap(), [Some(401); 100]);
    assert_eq!((stand_in.connections(), stand_in.reuses()), (1, 99));

    stand_in.fault(Path::UsersMe, Fault::altered().padded_to(1 << 20));
    assert_eq!(client.get(USERS_ME).text().len(), 1 << 20);
}

#[test]
fn a_request_that_is_too_large_is_refused() {
    let stand_in = stand_in();
    let mut client = Http2::connect(&stand_in);
    let request = Request::post("https://catapa/core/v1/employees").body(()).unwrap();
    let reply = client.send(request, &"x".repeat((1 << 20) + 1));
    assert_eq!(client.wait_for(reply).status, Some(413));
}

#[test]
fn a_client_that_gives_a_stream_up_keeps_its_connection() {
    let stand_in = stand_in();
    let mut client = Http2::connect(&stand_in);
    stand_in.fault(Path::UsersMe, Fault::silence());
    let request = Request::get(format!("https://catapa{USERS_ME}")).body(()).unwrap();
    let unwanted = client.send(request, "");
    client.run_until(|| stand_in.count(Path::UsersMe) == 1);
    drop(unwanted);
    assert_eq!(client.get(USERS_ME).status, Some(401));
    assert_eq!(stand_in.connections(), 1);
}
