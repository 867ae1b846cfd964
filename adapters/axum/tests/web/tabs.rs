//! Several tabs, several instances, and callbacks that come twice.

use std::thread;

use crate::application::Application;

#[test]
fn two_tabs_finish_in_either_order() {
    for order in [[0, 1], [1, 0]] {
        let application = Application::start();
        let mut browser = application.browser();
        let tabs = ["/private?tab=0", "/private?tab=1"];
        let urls = tabs.map(|page| browser.begin(&application.catapa.sign_in_url(page)));
        for tab in order {
            let landed = browser.get(&application.allow(&urls[tab]));
            assert_eq!((landed.status, landed.location()), (303, tabs[tab]), "in the order {order:?}");
        }
        assert_eq!(browser.click("/").body, "hello Siti Rahayu");
    }
}

#[test]
fn a_second_click_on_the_button_leaves_the_first_sign_in_good() {
    let application = Application::start();
    let mut browser = application.browser();
    let first = browser.begin("/catapa/sign-in");
    browser.begin("/catapa/sign-in");
    assert_eq!(browser.get(&application.allow(&first)).status, 303);
}

#[test]
fn a_reload_of_the_callback_is_already_used_without_a_post() {
    let application = Application::start();
    let mut browser = application.browser();
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    assert_eq!(browser.get(&callback).status, 303);
    for _ in 0..2 {
        assert_eq!(browser.get(&callback).outcome(), (409, "web.already_used"));
    }
    assert_eq!(application.token_posts(), 1);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu", "and stays signed in");
}

#[test]
fn a_callback_whose_cookie_was_restored_is_already_used_on_every_instance_until_it_is_too_late() {
    let application = Application::start();
    let sibling = application.sibling();
    let mut browser = application.browser();
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    let waiting = browser.cookies.clone();
    assert_eq!(browser.get(&callback).status, 303);
    for later in [0, 301, 298, 1] {
        application.stand_in.clock().advance(later);
        for instance in [&application, &sibling] {
            browser.cookies.clone_from(&waiting);
            browser.go_to(&instance.origin);
            let refused = browser.get(&callback);
            let late = application.stand_in.clock().now() >= crate::application::NOW + 600;
            let expected = if late { (400, "callback.too_late") } else { (409, "web.already_used") };
            assert_eq!(refused.outcome(), expected, "after {later} seconds more");
        }
    }
    assert_eq!(application.token_posts(), 1);
}

#[test]
fn of_eight_callbacks_at_once_on_two_instances_one_sends_the_code() {
    let application = Application::start();
    let sibling = application.sibling();
    let mut browser = application.browser();
    let authorize_url = browser.begin("/catapa/sign-in");
    let callback = application.allow(&authorize_url);
    let cookies = browser.cookies;
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let arrivals: Vec<_> = (0..8)
            .map(|number| {
                let mut browser = [&application, &sibling][number % 2].browser();
                browser.cookies.clone_from(&cookies);
                let callback = &callback;
                scope.spawn(move || browser.get(callback).status)
            })
            .collect();
        arrivals.into_iter().map(|arrival| arrival.join().unwrap()).collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!(application.token_posts(), 1);
}

#[test]
fn what_one_instance_began_another_finishes() {
    let application = Application::start();
    let sibling = application.sibling();
    let mut browser = application.browser();
    let authorize_url = browser.begin("/catapa/sign-in?return_to=/private");
    browser.go_to(&sibling.origin);
    let landed = browser.get(&application.allow(&authorize_url));
    assert_eq!((landed.status, landed.location()), (303, "/private"));
    browser.go_to(&application.origin);
    assert_eq!(browser.click("/private").status, 200);
}
