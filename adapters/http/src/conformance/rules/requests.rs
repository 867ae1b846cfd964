//! What is sent, and how often.

use std::io::ErrorKind;
use std::net::TcpListener;

use catapa_signin::Method;
use catapa_stand_in::{Fault, Path};

use crate::conformance::outcome::{no_reply, trade};
use crate::conformance::race::unless;
use crate::conformance::trial::Trial;
use crate::conformance::world::NOW;

pub(in crate::conformance) async fn a_failed_request_is_not_repeated_and_its_code_is_still_good(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let troubles = [
        (Fault::reset(), "no reply, code kept"),
        (Fault::answer(503), "unclear: reply.status 503, code kept"),
        (Fault::close(), "no reply, code kept"),
        (Fault::oauth_error(400, "invalid_grant"), "refused: invalid_grant, over"),
        (Fault::none(), "granted"),
    ];
    troubles.iter().for_each(|(trouble, _)| world.next(Path::Token, trouble.clone()));
    for (place, (_, expected)) in troubles.iter().enumerate() {
        let outcome = world.exchange(&ready).await;
        trial.expect(format!("request {} of a script of troubles", place + 1), expected, outcome);
    }
    let requests = format!("{} requests", world.catapa.count(Path::Token));
    trial.expect("5 requests", "5 requests", requests);

    world.next(Path::Token, Fault::reset());
    let have_code = world.have_code();
    let Ok(request) = have_code.token_request(NOW) else { return };
    let outcome = ready.send(&request).await.map_or_else(|why| no_reply(&why), |_| "a reply");
    trial.expect("a reset", "no reply", outcome);
    trial.expect("the same code, sent again", "granted", trade(have_code, &ready).await);
}

pub(in crate::conformance) async fn a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept(
    trial: &Trial<'_>,
) {
    let world = trial.world();
    world.next(Path::Token, Fault::none());
    world.next(Path::Token, Fault::silence().carried_out());
    let outcome = world.refresh(&trial.ready(&world), &trial.impatient(&world)).await;
    trial.expect("a silent server", "no reply, refresh token kept", outcome);
    trial.expect("a silent server", "1 request", format!("{} request", world.catapa.count(Path::Token)));
}

pub(in crate::conformance) async fn a_future_dropped_after_the_request_was_written_leaves_the_step_and_the_code_to_it(
    trial: &Trial<'_>,
) {
    if !trial.client.is_async {
        return trial.does_not_apply();
    }
    let world = trial.world();
    let ready = trial.ready(&world);
    let have_code = world.have_code();
    world.next(Path::Token, Fault::silence());
    let Ok(request) = have_code.token_request(NOW) else { return };
    let catapa = world.catapa.clone();
    let has_arrived = move || {
        let _ = catapa.wait_for(Path::Token, 1);
    };
    let sent = unless(ready.send(&request), has_arrived).await;
    trial.expect_that("a silent server", "no reply", sent.is_none(), "an end of the future");

    trial.expect("the same code, sent again", "granted", trade(have_code, &ready).await);
    trial.expect("both", "2 requests", format!("{} requests", world.catapa.count(Path::Token)));
}

pub(in crate::conformance) async fn a_redirect_shows_a_second_host_not_one_byte(trial: &Trial<'_>) {
    let world = trial.world();
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port on this machine");
        let address = elsewhere.local_addr().expect("its port");
        elsewhere.set_nonblocking(true).expect("a listener that does not block");
        world.next(Path::Token, Fault::redirect(status, format!("http://{address}/oauth/token")));
        let outcome = world.exchange(&trial.ready(&world)).await;
        trial.expect(status.to_string(), &format!("unclear: reply.status {status}, code kept"), outcome);
        let is_alone = elsewhere.accept().is_err_and(|why| why.kind() == ErrorKind::WouldBlock);
        trial.expect_that(status.to_string(), "no connection to the second host", is_alone, "followed");
    }
}

pub(in crate::conformance) async fn a_request_goes_as_it_was_written_without_a_cookie(trial: &Trial<'_>) {
    let world = trial.world();
    let ready = trial.ready(&world);
    let cookie = Fault::altered().header("set-cookie", "tracked=yes; Path=/");
    world.catapa.faults().always(Path::Token, cookie);
    for _ in 0..2 {
        let have_code = world.have_code();
        let Ok(request) = have_code.token_request(NOW) else { return };
        let sent = ready.send(&request).await;
        trial.expect_that("a token request", "a reply", sent.is_ok(), "none");
        let Some(arrived) = world.catapa.requests_to(Path::Token).pop() else { return };
        for header in request.headers() {
            let mut value = String::new();
            // Writing to a String cannot fail.
            let _ = header.write_value(&mut value);
            let is_there = arrived.header(header.name()) == Some(&value);
            trial.expect_that(
                header.name(),
                "the header as it was written",
                is_there,
                &format!("no {}", header.name()),
            );
        }
        let user_agent = arrived.header("user-agent").unwrap_or_default();
        trial.expect_that("user-agent", "catapa-signin/", user_agent.starts_with("catapa-signin/"), user_agent);
        trial.expect("accept-encoding", "identity", arrived.header("accept-encoding").unwrap_or("none"));
        trial.expect_that("a second request", "no cookie", arrived.header("cookie").is_none(), "a cookie");
    }
}

pub(in crate::conformance) async fn a_path_arrives_as_it_was_written(trial: &Trial<'_>) {
    const PATH: &str = "/v1/./a%2Fb:c@d;e,f=g!$&'()*+~_-.h";
    const QUERY: &str = "name=O'Hara&at=/?:@!$()*,;=%20%27";
    let world = trial.world();
    let ready = trial.ready(&world);
    let Some(authorized) = trial.signed_in(&world, &ready).await else { return };
    let target = format!("{PATH}?{QUERY}");
    let Ok(request) = authorized.api_request(Method::Get, &target) else { return };
    let sent = ready.send(&request).await;
    trial.expect_that("an odd path", "a reply", sent.is_ok(), "none");
    let Some(arrived) = world.catapa.requests_to(Path::Unknown).pop() else { return };
    let is_same = arrived.path == PATH && arrived.query.as_deref() == Some(QUERY);
    trial.expect_that(target, "the path and the query as they were written", is_same, "rewritten");
}
