//! Which connection a request goes over, and whose replies come over it.

use catapa_signin::{Authorized, Method, SignIn};
use catapa_stand_in::{Fault, Gate, Path, Protocol};
use http::Uri;

use crate::conformance::outcome::{no_reply, who};
use crate::conformance::over::Over;
use crate::conformance::ready::Ready;
use crate::conformance::trial::Trial;
use crate::conformance::world::World;
use crate::to_http;

/// The person of the stand-in, and one who never signed in.
const SITI: &str = "it is 1001";
const FORGED: &str = r#"{"id":"6666","username":"forged"}"#;

/// A whole reply about somebody else.
fn forged_reply() -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{FORGED}", FORGED.len())
}

pub(in crate::conformance) async fn a_token_request_goes_over_a_connection_that_is_live_or_fresh(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    for _ in 0..2 {
        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        trial.expect("a token request", "granted", world.exchange(&ready).await);
    }
    let had_served = |request: &catapa_stand_in::Request| request.place > 1 && request.protocol != Protocol::Http2;
    let is_fresh = !world.catapa.requests_to(Path::Token).iter().any(had_served);
    trial.expect_that("a token request", "a fresh connection", is_fresh, "over a kept connection");

    // Over HTTP/1.1 it is fresh anyhow.
    if trial.over == Over::Http2 {
        let gate = Gate::new();
        world.next(Path::UsersMe, Fault::altered().close_after().idle_until(&gate));
        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        let others = world.catapa.open_connections().saturating_sub(1);
        gate.open();
        let _ = world.catapa.wait_for_open_connections(others);
        trial.expect("a token request after the end", "granted", world.exchange(&ready).await);
    }
}

/// Asks who it is while these faults are next. Says what came of it, and how many requests came.
async fn asked(world: &World, authorized: &SignIn<'_, Authorized<String>>, ready: &Ready, faults: &[Fault]) -> String {
    faults.iter().for_each(|fault| world.next(Path::UsersMe, fault.clone()));
    world.catapa.clear_requests();
    let outcome = who(authorized, ready).await;
    world.catapa.faults().clear();
    format!("{outcome}, after {}", world.catapa.count(Path::UsersMe))
}

pub(in crate::conformance) async fn a_get_is_asked_once_more_at_most_and_a_token_request_never(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    for fault in [Fault::close(), Fault::reset()] {
        // So that a connection is kept.
        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        let outcome = asked(&world, &authorized, &ready, core::slice::from_ref(&fault)).await;
        trial.expect_one_of("a GET that fails once", &["it is 1001, after 2", "no reply, after 1"], outcome);

        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        let outcome = asked(&world, &authorized, &ready, &[fault.clone(), fault.clone()]).await;
        trial.expect_one_of("a GET that fails twice", &["no reply, after 2", "no reply, after 1"], outcome);

        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        let outcome = asked(&world, &authorized, &ready, &[Fault::cut_body(1)]).await;
        trial.expect("a GET whose reply has begun", "reply.cut_short, after 1", outcome);

        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        world.catapa.clear_requests();
        world.next(Path::Token, fault.clone());
        let outcome = world.exchange(&ready).await;
        let seen = format!("{outcome}, after {}", world.catapa.count(Path::Token));
        trial.expect("a token request", "no reply, code kept, after 1", seen);

        trial.expect("a GET", SITI, who(&authorized, &ready).await);
        world.next(Path::Employees, fault);
        let Ok(request) = authorized.api_request(Method::Post, "/core/v1/employees") else { return };
        let sent = ready.send(&request.json("{}")).await;
        let outcome = sent.map_or_else(|why| no_reply(&why), |_| "a reply");
        let seen = format!("{outcome}, after {}", world.catapa.count(Path::Employees));
        trial.expect("another POST", "no reply, after 1", seen);
    }
    let impatient = trial.impatient(&world);
    trial.expect("a GET", SITI, who(&authorized, &impatient).await);
    let outcome = asked(&world, &authorized, &impatient, &[Fault::silence()]).await;
    trial.expect("a GET without a reply in time", "no reply, after 1", outcome);
}

pub(in crate::conformance) async fn bytes_beyond_the_announced_end_are_not_believed(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    trial.expect("a GET", SITI, who(&authorized, &ready).await);
    for surplus in [forged_reply(), "\r\n".to_owned(), "}".to_owned()] {
        world.next(Path::UsersMe, Fault::altered().surplus(surplus.clone()));
        let outcome = who(&authorized, &ready).await.replace(SITI, "believed");
        trial.expect_one_of(format!("a GET, and {surplus:?}"), &["no reply", "reply.cut_short"], outcome);
        trial.expect("the next GET", SITI, who(&authorized, &ready).await);
        world.next(Path::Token, Fault::altered().surplus(surplus.clone()));
        let outcome = world.exchange(&ready).await.replace("granted", "believed");
        let expected = ["no reply, code kept", "unclear: reply.cut_short, code kept"];
        trial.expect_one_of(format!("a token request, and {surplus:?}"), &expected, outcome);
    }
}

pub(in crate::conformance) async fn no_reply_reaches_another_request(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    for turn in 1..=8 {
        // They come at once, or when the connection is known to be idle. A client that keeps no connection gets them with
        // its own reply.
        let gate = Gate::new();
        let stray = if trial.over == Over::Http2 { "no frame of HTTP/2".to_owned() } else { forged_reply() };
        let fault = Fault::altered().stray_after(stray);
        world.next(Path::UsersMe, if turn % 2 == 0 { fault } else { fault.idle_until(&gate) });
        trial.expect_one_of("a GET", &[SITI, "no reply"], who(&authorized, &ready).await);
        gate.open();
        let is_written = world.catapa.wait_for_stray_bytes(turn);
        trial.expect_that("a GET", "stray bytes after it", is_written, "none");
        trial.expect_one_of("a GET after stray bytes", &[SITI, "no reply"], who(&authorized, &ready).await);
        trial.expect("a later GET", SITI, who(&authorized, &ready).await);
    }
    if trial.over == Over::Http2 {
        world.next(Path::UsersMe, Fault::altered().reply_on_unopened_stream(FORGED));
        for _ in 0..2 {
            let outcome = who(&authorized, &ready).await;
            trial.expect_one_of("a GET, and a reply on the next stream", &[SITI, "no reply"], outcome);
        }
        trial.expect("a later GET", SITI, who(&authorized, &ready).await);
    }
}

pub(in crate::conformance) async fn a_connection_serves_one_host(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    trial.expect("a GET", SITI, who(&authorized, &ready).await);
    // The same address by another name, for which the certificate is good too.
    let Ok(mut request) = to_http(&authorized.user_request()) else { return };
    let Ok(uri) = request.uri().to_string().replacen("127.0.0.1", "localhost", 1).parse::<Uri>() else { return };
    *request.uri_mut() = uri;
    let sent = ready.send_http(request, 65_536).await;
    trial.expect_that("a GET of another host", "a reply", sent.is_ok(), "none");
    let connections: Vec<_> = world.catapa.requests_to(Path::UsersMe).iter().map(|get| get.connection).collect();
    let is_another = connections.first() != connections.last();
    trial.expect_that("a GET of another host", "another connection", is_another, "over the same connection");
}
