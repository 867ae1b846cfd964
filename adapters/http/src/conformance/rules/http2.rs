//! What HTTP/2 can say of a stream and of a connection.

use core::future::pending;

use catapa_stand_in::{Fault, Gate, Path};

use crate::conformance::outcome::who;
use crate::conformance::race::{both, unless};
use crate::conformance::trial::Trial;

/// Error codes of RFC 9113, 7.
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;

pub(in crate::conformance) async fn a_stream_that_the_server_disowns_was_not_sent(trial: &Trial<'_>) {
    for (case, fault) in
        [("REFUSED_STREAM", Fault::refuse_stream()), ("a GOAWAY that leaves the stream out", Fault::refuse_by_goaway())]
    {
        let world = trial.world();
        let ready = trial.ready(&world);
        world.next(Path::Token, fault);
        trial.expect(case, "not sent, code kept", world.exchange(&ready).await);
        trial.expect(case, "1 request", format!("{} request", world.catapa.count(Path::Token)));
        trial.expect(format!("after {case}"), "granted", world.exchange(&ready).await);
    }
}

pub(in crate::conformance) async fn a_stream_that_is_reset_may_have_been_carried_out(trial: &Trial<'_>) {
    for (case, fault, expected) in [
        ("INTERNAL_ERROR", Fault::reset_stream(INTERNAL_ERROR), "no reply, code kept"),
        ("CANCEL", Fault::reset_stream(CANCEL), "no reply, code kept"),
        ("CANCEL in the body", Fault::reset_stream_after(40, CANCEL), "unclear: reply.cut_short, code kept"),
        // The reply has begun, so something was carried out.
        (
            "REFUSED_STREAM in the body",
            Fault::reset_stream_after(40, REFUSED_STREAM),
            "unclear: reply.cut_short, code kept",
        ),
    ] {
        let world = trial.world();
        let ready = trial.ready(&world);
        world.next(Path::Token, fault);
        trial.expect(case, expected, world.exchange(&ready).await);
        trial.expect(case, "1 request", format!("{} request", world.catapa.count(Path::Token)));
        trial.expect(format!("after {case}"), "granted", world.exchange(&ready).await);
    }
}

pub(in crate::conformance) async fn a_reply_after_goaway_counts_and_the_next_request_goes_elsewhere(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    world.next(Path::Token, Fault::altered().goaway_then_reply());
    trial.expect("GOAWAY, and then the reply", "granted", world.exchange(&ready).await);
    trial.expect("the next request", "granted", world.exchange(&ready).await);
    let connections: Vec<_> = world.catapa.requests_to(Path::Token).iter().map(|post| post.connection).collect();
    let is_another = connections.first() != connections.last();
    trial.expect_that("the next request", "another connection", is_another, "over the same connection");
}

pub(in crate::conformance) async fn a_goaway_says_nothing_of_the_streams_that_it_leaves(trial: &Trial<'_>) {
    if !trial.client.is_async {
        return trial.does_not_apply();
    }
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    let gate = Gate::new();
    world.next(Path::Token, Fault::close().carried_out().held_by(&gate));
    world.next(Path::UsersMe, Fault::altered().goaway_then_reply());
    let catapa = world.catapa.clone();
    let second = async {
        let arrived = move || {
            let _ = catapa.wait_for(Path::Token, 1);
        };
        unless(pending::<()>(), arrived).await;
        let outcome = who(&authorized, &ready).await;
        gate.open();
        outcome
    };
    let (first, second) = both(world.exchange(&ready), second).await;
    trial.expect("a reply after GOAWAY", "it is 1001", second);
    // The connection ends without its reply, and it is carried out.
    trial.expect("a request before GOAWAY, and no reply", "no reply, code kept", first);
}

pub(in crate::conformance) async fn a_flood_of_settings_ends_in_time(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.impatient(&world);
    world.next(Path::Token, Fault::altered().settings_flood(200_000));
    // A client that is fast enough gets the reply after them.
    let outcome = world.exchange(&ready).await;
    trial.expect_one_of("a flood before the reply", &["no reply, code kept", "granted"], outcome);
    trial.expect("a flood", "1 request", format!("{} request", world.catapa.count(Path::Token)));
}
