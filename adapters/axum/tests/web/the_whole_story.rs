//! One uneventful sign-in through the web, seen step by step.

use crate::application::Application;

#[test]
fn a_person_who_wants_a_page_signs_in_and_comes_back_to_it() {
    let application = Application::start();
    let mut browser = application.browser();

    // Whoever is not signed in is sent to sign in, and from there to CATAPA.
    let turned_away = browser.click("/private?tab=1");
    assert_eq!(turned_away.status, 303);
    assert_eq!(turned_away.location(), "/catapa/sign-in?return_to=%2Fprivate%3Ftab%3D1");
    assert!(browser.cookies.is_empty(), "nothing is kept of somebody who has not begun");
    let authorize_url = browser.begin(turned_away.location());
    assert!(
        authorize_url.starts_with(&format!("{}/oauth2/authorize?response_type=code", application.stand_in.origin()))
    );
    assert_eq!(browser.pending_names().len(), 1);
    assert!(application.store.len() == 0, "the server holds nothing of a sign-in that waits");

    // At CATAPA she enters her password and allows it; back here, the code is traded and she is known.
    let callback = application.allow(&authorize_url);
    let landed = browser.get(&callback);
    assert_eq!((landed.status, landed.location()), (303, "/private?tab=1"));
    assert_eq!(application.token_posts(), 1);

    let page = browser.get(landed.location());
    let key = format!("{}|gdplabs|1001", application.stand_in.origin());
    assert_eq!((page.status, page.body.as_str()), (200, &*format!("Siti Rahayu of gdplabs, {key}")));

    // And signs out.
    let left = browser.post("/catapa/sign-out");
    assert_eq!((left.status, left.location()), (303, "/"));
    assert_eq!(browser.click("/").body, "nobody");
    assert_eq!(application.store.len(), 1, "of the session, the claim of its callback alone is left, for minutes");
}
