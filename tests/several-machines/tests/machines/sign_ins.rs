//! Sign-ins that begin on one machine and finish on the other.

use std::sync::mpsc;
use std::thread;

use catapa_stand_in::{Fault, Gate, Path};

use crate::application::Application;
use crate::browser::Browser;

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn what_one_machine_began_the_other_finishes_and_both_know_the_person_until_one_signs_her_out() {
    let application = Application::start();
    let mut browser = Browser::at(&application.one);
    let authorize_url = browser.begin("/catapa/sign-in?return_to=/token");
    let landed = browser.go_to(&application.other).get(&application.allow(&authorize_url));
    assert_eq!((landed.status, landed.location.as_str()), (303, "/token"), "{}", landed.body);
    for machine in [&application.one, &application.other] {
        assert_eq!(browser.go_to(machine).get("/").body, "hello Siti Rahayu");
    }
    assert_eq!(application.token_posts(), 1);

    let mut copy = browser.clone();
    assert_eq!(browser.go_to(&application.one).post("/catapa/sign-out").status, 303);
    assert_eq!(copy.go_to(&application.other).get("/").body, "nobody", "a copy of the cookie is worth nothing either");
}

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn of_one_callback_at_both_machines_at_once_one_is_traded_and_the_other_is_already_used() {
    let application = Application::start();
    let mut browser = Browser::at(&application.one);
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    // CATAPA holds its reply, so the first callback is still on its way when the second gets its answer.
    let gate = Gate::new();
    application.catapa.fault(Path::Token, Fault::altered().held_by(&gate));

    let (tell, told) = mpsc::channel();
    for machine in [&application.one, &application.other] {
        let (mut browser, callback, tell) = (browser.clone(), callback.clone(), tell.clone());
        browser.go_to(machine);
        thread::spawn(move || {
            let answer = browser.get(&callback);
            tell.send((answer, browser)).unwrap();
        });
    }
    let (refused, _) = told.recv().unwrap();
    assert_eq!(refused.outcome(), (409, "web.already_used"));
    gate.open();
    let (landed, mut browser) = told.recv().unwrap();
    assert_eq!((landed.status, landed.location.as_str()), (303, "/"), "{}", landed.body);
    assert_eq!(application.token_posts(), 1);
    for machine in [&application.one, &application.other] {
        assert_eq!(browser.go_to(machine).get("/").body, "hello Siti Rahayu");
    }
}
