//! Redis restarts, with and without its data, while the machines run.

use core::time::Duration;
use std::thread;
use std::time::Instant;

use catapa_stand_in::{Fault, Gate, Path};

use crate::application::{Application, LIFETIME};
use crate::browser::{Answer, Browser};

/// Asks until a machine has found Redis again, for a limited time.
fn once_it_is_back(mut ask: impl FnMut() -> Answer) -> Answer {
    let since = Instant::now();
    loop {
        let answer = ask();
        if answer.status != 503 || since.elapsed() > Duration::from_secs(30) {
            return answer;
        }
    }
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn while_redis_is_away_nobody_is_taken_for_signed_out_and_a_callback_is_good_afterwards() {
    let mut application = Application::start();
    let mut siti = application.signed_in();
    let mut newcomer = Browser::at(&application.one);
    let callback = application.allow(&newcomer.begin("/catapa/sign-in"));
    application.redis.kill();
    for machine in [&application.one, &application.other] {
        assert_eq!(siti.go_to(machine).get("/").outcome(), (503, "web.session_store"));
        assert_eq!(newcomer.go_to(machine).get(&callback).outcome(), (503, "store.not_done"));
    }
    assert_eq!(application.token_posts(), 1, "what cannot be claimed is not sent");
    Browser::at(&application.one).begin("/catapa/sign-in");

    application.redis.start_again();
    for machine in [&application.one, &application.other] {
        let answer = once_it_is_back(|| siti.go_to(machine).get("/"));
        assert_eq!(answer.body, "hello Siti Rahayu");
    }
    let landed = newcomer.go_to(&application.other).get(&callback);
    assert_eq!((landed.status, landed.location.as_str()), (303, "/"), "{}", landed.body);
    assert_eq!(newcomer.go_to(&application.one).get("/").body, "hello Siti Rahayu");
    assert_eq!(application.token_posts(), 2);
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn after_redis_lost_its_data_everybody_signs_in_again_and_a_sign_in_that_waits_is_finished() {
    let mut application = Application::start();
    let mut siti = application.signed_in();
    let mut newcomer = Browser::at(&application.one);
    let callback = application.allow(&newcomer.begin("/catapa/sign-in"));
    application.redis.kill();
    application.redis.start_empty();
    for machine in [&application.one, &application.other] {
        let answer = once_it_is_back(|| siti.go_to(machine).get("/"));
        assert_eq!((answer.status, answer.body.as_str()), (200, "nobody"));
        assert_eq!(siti.get("/token").location, "/catapa/sign-in?return_to=%2Ftoken");
    }
    let landed = newcomer.go_to(&application.other).get(&callback);
    assert_eq!((landed.status, landed.location.as_str()), (303, "/"), "{}", landed.body);
    assert_eq!(application.sign_in(&mut siti).status, 303);
    for machine in [&application.one, &application.other] {
        assert_eq!(siti.go_to(machine).get("/").body, "hello Siti Rahayu");
    }
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn new_tokens_that_redis_could_not_take_are_kept_until_it_is_back_and_shared_then() {
    let mut application = Application::start();
    let mut browser = application.signed_in();
    application.time_passes(LIFETIME);
    let gate = Gate::new();
    application.catapa.fault(Path::Token, Fault::altered().held_by(&gate));
    let mut waiting = browser.clone();
    let answer = thread::spawn(move || waiting.get("/token"));
    assert!(application.catapa.wait_for(Path::Token, 2));
    application.redis.kill();
    gate.open();
    assert_eq!(answer.join().unwrap().outcome(), (503, "store.not_done"), "nobody has seen what is not stored");

    application.redis.start_again();
    let kept = once_it_is_back(|| browser.get("/token"));
    assert_eq!(kept.status, 200, "{}", kept.body);
    assert_eq!(browser.go_to(&application.other).get("/token").body, kept.body);
    assert_eq!(application.token_posts(), 2, "the refresh token was sent once");
}
