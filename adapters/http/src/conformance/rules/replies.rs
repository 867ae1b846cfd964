//! What is read of a reply, and what it means.

use core::mem;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use catapa_signin::reply::BodyFault;
use catapa_signin::{ApiError, Method};
use catapa_stand_in::{Fault, Path};

use crate::conformance::client::Setup;
use crate::conformance::outcome::trade;
use crate::conformance::row::{api_rows, code_rows, refresh_rows};
use crate::conformance::trial::{PATIENCE, Trial};
use crate::conformance::world::{World, client_at, made_up_code};

/// The outcome, and how many requests came, if it was not one.
fn counted(world: &World, path: Path, outcome: String) -> String {
    match world.catapa.count(path) {
        1 => outcome,
        requests => format!("{outcome}, after {requests} requests"),
    }
}

pub(in crate::conformance) async fn every_reply_to_a_code_has_its_outcome_after_exactly_one_request(trial: &Trial<'_>) {
    let world = trial.world();
    for row in code_rows() {
        world.catapa.clear_requests();
        let ready = if row.is_silent { trial.impatient(&world) } else { trial.ready(&world) };
        world.next(Path::Token, row.fault);
        let outcome = world.exchange(&ready).await;
        trial.expect(row.name, &row.expected, counted(&world, Path::Token, outcome));
    }
}

pub(in crate::conformance) async fn every_reply_to_a_refresh_token_has_its_outcome_after_exactly_one_request(
    trial: &Trial<'_>,
) {
    let world = trial.world();
    let before = trial.ready(&world);
    for row in refresh_rows() {
        world.next(Path::Token, Fault::none());
        let ready = if row.is_silent { trial.impatient(&world) } else { trial.ready(&world) };
        world.next(Path::Token, row.fault);
        let outcome = world.refresh(&before, &ready).await;
        trial.expect(row.name, &row.expected, counted(&world, Path::Token, outcome));
    }
}

pub(in crate::conformance) async fn every_reply_of_the_api_has_its_outcome_after_exactly_one_request(
    trial: &Trial<'_>,
) {
    let world = trial.world();
    let before = trial.ready(&world);
    for row in api_rows() {
        let ready = if row.is_silent { trial.impatient(&world) } else { trial.ready(&world) };
        world.next(Path::UsersMe, row.fault);
        // A connection that is fresh: over a kept one, a GET may be asked once more.
        let outcome = world.ask_who(&before, &ready).await;
        trial.expect(row.name, &row.expected, counted(&world, Path::UsersMe, outcome));
    }
}

pub(in crate::conformance) async fn a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such(trial: &Trial<'_>) {
    let world = trial.world();
    // An empty gzip file.
    let gzip = *b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";
    world.next(Path::Token, Fault::altered().header("content-encoding", "gzip").body(gzip));
    let outcome = world.exchange(&trial.ready(&world)).await;
    trial.expect("gzip", "unclear: reply.encoded, code kept", outcome);
}

pub(in crate::conformance) async fn a_reply_is_read_to_the_limit_and_refused_beyond_it(trial: &Trial<'_>) {
    const LENGTH: usize = 1 << 20;
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    for (limit, expected) in [(LENGTH, "the whole reply"), (LENGTH - 1, "over the limit")] {
        world.next(Path::Employees, Fault::altered().padded_to(LENGTH));
        let Ok(request) = authorized.api_request(Method::Get, "/core/v1/employees") else { return };
        let outcome = match ready.send(&request.with_reply_limit(limit)).await {
            Ok(mut reply) => match authorized.read_api(reply.as_reply()) {
                Ok(reply) if reply.body().len() == LENGTH => "the whole reply".to_owned(),
                Ok(reply) => format!("{} bytes", reply.body().len()),
                Err(ApiError::Unreadable(BodyFault::OverLimit)) => "over the limit".to_owned(),
                Err(other) => other.to_string(),
            },
            Err(why) => why.to_string(),
        };
        trial.expect(format!("a reply of {LENGTH} bytes, a limit of {limit}"), expected, outcome);
    }
}

/// The origin of a server that gives this answer once it is asked, and never hangs up.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
    let origin = format!("http://{}", listener.local_addr().expect("its port"));
    thread::spawn(move || {
        let answered = |mut stream: TcpStream| {
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(answer.as_bytes());
            // It stays open for as long as the test program runs.
            mem::forget(stream);
        };
        listener.incoming().flatten().for_each(answered);
    });
    origin
}

pub(in crate::conformance) async fn a_body_that_does_not_come_in_time_is_cut_short_and_its_status_is_heard(
    trial: &Trial<'_>,
) {
    for (case, answer, expected) in [
        (
            "200, and half a body",
            "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"access_token\":",
            "unclear: reply.cut_short, code kept",
        ),
        (
            "429, and half a body",
            "HTTP/1.1 429 Wait\r\nretry-after: 7\r\ncontent-length: 99\r\n\r\n{",
            "wait 7 s, code kept",
        ),
    ] {
        let client = client_at(&answering(answer));
        let outcome =
            trade(made_up_code(&client), &trial.ready_with(Setup { timeout: PATIENCE, ..Setup::default() })).await;
        trial.expect(case, expected, outcome);
    }
}

pub(in crate::conformance) async fn a_reply_without_a_length_is_cut_short_unless_its_end_is_told(trial: &Trial<'_>) {
    let world = trial.world();
    world.next(Path::Token, Fault::altered().ends_with_connection());
    let outcome = world.exchange(&trial.ready(&world)).await;
    trial.expect("a connection that ends in order", "granted", outcome);
    world.next(Path::Token, Fault::altered().ends_without_close_notify());
    let outcome = world.exchange(&trial.ready(&world)).await;
    trial.expect("a connection that ends without close_notify", "unclear: reply.cut_short, code kept", outcome);
}
