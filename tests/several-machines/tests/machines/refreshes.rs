//! Tokens that are due on both machines at once.

use std::thread;

use catapa_stand_in::{Fault, Gate, Path};

use crate::application::{Application, LIFETIME};

#[test]
#[ignore = "needs redis-server: tests/several-machines/run"]
fn whichever_machine_renews_first_the_other_waits_for_it_and_adopts_its_tokens() {
    let application = Application::start();
    let browser = application.signed_in();
    let mut tokens = vec![browser.clone().get("/token").body];
    let either = [(&application.one, &application.other), (&application.other, &application.one)];
    for (posts, (first, second)) in (2..).zip(either) {
        application.time_passes(LIFETIME);
        let gate = Gate::new();
        application.catapa.fault(Path::Token, Fault::altered().held_by(&gate));
        let ask = |machine| {
            let mut browser = browser.clone();
            browser.go_to(machine);
            thread::spawn(move || browser.get("/token"))
        };
        let renews = ask(first);
        assert!(application.catapa.wait_for(Path::Token, posts));
        let waits = ask(second);
        second.says("waits");
        gate.open();

        let [renewed, adopted] = [renews, waits].map(|answer| answer.join().unwrap());
        assert_eq!((renewed.status, adopted.status), (200, 200), "{} {}", renewed.body, adopted.body);
        assert_eq!(renewed.body, adopted.body);
        assert_eq!(application.token_posts(), posts);
        assert!(!tokens.contains(&renewed.body), "it is another than before");
        tokens.push(renewed.body);
    }
}
