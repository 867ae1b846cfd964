//! A machine dies midway. The other one says what is left, and sends nothing a second time.

use core::time::Duration;
use std::thread;

use crate::application::{Application, LIFETIME};
use crate::browser::Browser;
use crate::machine::Point;

/// How long a lease is, and how far clocks may differ, in seconds.
const LEASE: u64 = 120 + 60;

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn a_code_of_a_machine_that_died_before_it_sent_it_is_given_up() {
    a_code_is_given_up(Point::Before);
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn a_code_of_a_machine_that_died_before_it_kept_the_tokens_is_not_sent_again() {
    a_code_is_given_up(Point::After);
}

/// The machine that claimed the callback is gone.
fn a_code_is_given_up(point: Point) {
    let mut application = Application::start();
    let mut browser = Browser::at(&application.one);
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    application.one.hold(point);
    let mut waiting = browser.clone();
    let answer = thread::spawn({
        let callback = callback.clone();
        move || waiting.try_get(&callback)
    });
    application.one.says("held");
    application.one.kill();
    assert!(answer.join().unwrap().is_none(), "the browser sees a broken connection");

    let sent = match point {
        Point::Before => 0,
        Point::After => 1,
    };
    let reload = browser.go_to(&application.other).get(&callback);
    assert_eq!(reload.outcome(), (409, "web.already_used"), "{point:?}");
    assert_eq!(browser.get("/").body, "nobody");
    assert_eq!(application.token_posts(), sent, "{point:?}");
    assert_eq!(application.sign_in(&mut browser).status, 303, "signing in again is the way on");
    assert_eq!(browser.get("/").body, "hello Siti Rahayu");
    assert_eq!(application.token_posts(), sent + 1);
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn a_refresh_token_of_a_machine_that_died_before_it_sent_it_is_in_doubt_once_its_lease_is_over() {
    a_refresh_token_is_in_doubt(Point::Before);
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn a_refresh_token_of_a_machine_that_died_before_it_kept_the_new_ones_is_not_sent_again() {
    a_refresh_token_is_in_doubt(Point::After);
}

/// The machine that holds the lease is gone.
fn a_refresh_token_is_in_doubt(point: Point) {
    let mut application = Application::with_patience(Duration::ZERO);
    let mut browser = application.signed_in();
    application.time_passes(LIFETIME);
    application.one.hold(point);
    let mut waiting = browser.clone();
    let answer = thread::spawn(move || waiting.try_get("/token"));
    application.one.says("held");
    application.one.kill();
    assert!(answer.join().unwrap().is_none(), "the browser sees a broken connection");

    let sent = match point {
        Point::Before => 1,
        Point::After => 2,
    };
    // The other waits as long as the first may still come back.
    let busy = browser.go_to(&application.other).get("/token");
    assert_eq!((busy.outcome(), busy.retry_after), ((503, "tokens.busy"), Some(LEASE)));
    application.time_passes(LEASE - 1);
    assert_eq!(browser.get("/token").outcome(), (503, "tokens.busy"));
    application.time_passes(1);
    for _ in 0..2 {
        assert_eq!(browser.get("/token").outcome(), (502, "tokens.ambiguous"));
    }
    assert_eq!(browser.get("/").body, "hello Siti Rahayu", "who it is, is known");
    assert_eq!(application.token_posts(), sent, "{point:?}");

    assert_eq!(application.sign_in(&mut browser).status, 303, "signing in again is the way on");
    assert_eq!(browser.get("/token").status, 200);
    assert_eq!(application.token_posts(), sent + 1);
}
