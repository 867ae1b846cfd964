//! Sessions: what they hold, when they are renewed, and how they end.

use core::time::Duration;
use std::collections::BTreeMap;

use catapa_signin_axum::SignInOptions;
use catapa_signin_tokens::{SealingKeys, Swap, TokenStore as _};
use catapa_stand_in::{Fault, Path};
use tower_sessions::SessionStore as _;
use tower_sessions::session::Id;

use crate::application::{Application, Settings};

fn record(application: &Application, session: &str) -> Option<BTreeMap<String, String>> {
    let id: Id = session.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let record = runtime.block_on(application.sessions.load(&id)).unwrap()?;
    Some(record.data.into_iter().map(|(name, value)| (name, value.to_string())).collect())
}

#[test]
fn the_session_id_is_renewed_at_sign_in_so_nobody_can_have_planted_it() {
    let application = Application::start();
    let mut browser = application.browser();
    browser.click("/visited");
    let planted = browser.session().unwrap().to_owned();
    let authorize_url = browser.begin("/catapa/sign-in");
    assert_eq!(browser.get(&application.allow(&authorize_url)).status, 303);
    let session = browser.session().unwrap().to_owned();
    assert_ne!(session, planted);
    assert_eq!(record(&application, &planted), None);
    let record = record(&application, &session).unwrap();
    assert_eq!(record["visited"], "true", "what the application kept goes along");

    let mut attacker = application.browser();
    attacker.cookies.push(("session".into(), planted));
    assert_eq!(attacker.click("/").body, "nobody");
}

#[test]
fn a_session_holds_a_random_key_alone() {
    let application = Application::start();
    let (one, other) = (application.signed_in(), application.signed_in());
    let keys = [one, other].map(|browser| {
        let record = record(&application, browser.session().unwrap()).unwrap();
        assert_eq!(record.keys().collect::<Vec<_>>(), ["catapa-signin"]);
        record["catapa-signin"].clone()
    });
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[0].len(), 45, "32 bytes as text, in quotes");
}

#[test]
fn whoever_signs_in_again_leaves_no_earlier_session_behind() {
    let application = Application::start();
    let mut browser = application.signed_in();
    let records = application.store.len();
    let authorize_url = browser.begin("/catapa/sign-in");
    browser.get(&application.allow(&authorize_url));
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
    assert_eq!(application.store.len(), records + 1, "another claim, and no more tokens than before");
}

#[test]
fn signing_out_ends_the_session_on_the_server_too() {
    let application = Application::start();
    let mut browser = application.signed_in();
    let mut copy = application.browser();
    copy.cookies.clone_from(&browser.cookies);
    assert_eq!(copy.click("/").body, "hello Siti Rahayu");
    let left = browser.post("/catapa/sign-out");
    assert_eq!((left.status, left.location()), (303, "/"));
    assert_eq!(browser.session(), None, "the cookie is gone");
    assert_eq!(copy.click("/").body, "nobody", "and a copy of it is worth nothing");
    assert_eq!(browser.post("/catapa/sign-out").status, 303, "twice is no error");
}

#[test]
fn a_session_that_catapa_has_ended_ends_here_once_the_profile_is_an_hour_old() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.stand_in.revoke_everything();
    application.stand_in.clock().advance(3_599);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
    application.stand_in.clock().advance(1);
    assert_eq!(browser.click("/").body, "nobody");
    assert_eq!(browser.click("/private").status, 303);
}

#[test]
fn a_profile_of_which_not_all_can_be_kept_signs_in_and_tells_what_was_left_out_for_as_long_as_it_is_kept() {
    let application = Application::start();
    let roles = vec![r#"{"id":7,"name":"Admin"}"#; 65].join(",");
    let odd = Fault::altered().member("roles", format!("[{roles}]")).member("username", 5).member("employee", "\"\"");
    application.stand_in.fault(Path::UsersMe, odd);
    let mut browser = application.signed_in();
    for _ in 0..2 {
        let profile: serde_json::Value = serde_json::from_str(&browser.click("/profile").body).unwrap();
        assert_eq!(profile["omitted"], serde_json::json!(["username", "employee", "roles"]));
        assert_eq!((profile["roles"].as_array().unwrap().len(), &profile["username"]), (64, &serde_json::Value::Null));
        assert_eq!(profile["roles"][63], serde_json::json!({ "id": "7", "name": "Admin" }));
    }
    assert_eq!(application.stand_in.count(Path::UsersMe), 1, "it was kept");
    application.stand_in.clock().advance(3_600);
    let profile: serde_json::Value = serde_json::from_str(&browser.click("/profile").body).unwrap();
    assert_eq!((&profile["omitted"], &profile["username"]), (&serde_json::json!([]), &serde_json::json!("siti")));
}

#[test]
fn while_catapa_is_away_an_old_profile_stays_and_is_asked_for_once_a_minute() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.stand_in.clock().advance(3_600);
    application.network.pull();
    let before = application.network.uses();
    for (later, tries) in [(0, 1), (0, 1), (59, 1), (1, 2)] {
        application.stand_in.clock().advance(later);
        assert_eq!(browser.click("/").body, "hello Siti Rahayu");
        assert_eq!(application.network.uses() - before, tries);
    }
    application.network.put_back();
    application.stand_in.clock().advance(60);
    browser.click("/");
    browser.click("/");
    assert_eq!(application.network.uses() - before, 3, "then it is fresh for an hour");
}

#[test]
fn while_the_store_is_away_nobody_is_taken_for_signed_out() {
    let application = Application::start();
    let mut browser = application.signed_in();
    application.store.plug.pull();
    assert_eq!(browser.click("/private").outcome(), (503, "store.not_done"));
    assert_eq!(browser.click("/").outcome(), (503, "store.not_done"), "nor shown the page of nobody");
    application.store.plug.put_back();
    assert_eq!(browser.click("/private").status, 200);
}

#[test]
fn what_the_store_holds_is_sealed_and_its_keys_name_nobody() {
    let application = Application::start();
    let browser = application.signed_in();
    let written = application.store.written.lock().unwrap().clone();
    let kinds: Vec<&str> = written.keys().map(|key| key.split('-').next().unwrap()).collect();
    assert_eq!(kinds, ["claim", "profile", "session"]);
    let mut secrets = application.tokens.lock().unwrap().clone();
    secrets.push(record(&application, browser.session().unwrap()).unwrap()["catapa-signin"].trim_matches('"').into());
    secrets.extend(["Siti", "siti", "gdplabs", "1001"].map(str::to_owned));
    for (key, bytes) in &written {
        let shown = format!("{key} {}", String::from_utf8_lossy(bytes));
        for secret in &secrets {
            assert!(!shown.contains(secret.as_str()), "{secret} under {key}");
        }
    }
}

#[test]
fn a_profile_in_anothers_place_does_not_open_and_is_asked_for_again() {
    let application = Application::start();
    let mut siti = application.signed_in();
    let mine = application.store.written.lock().unwrap().clone();
    let mut bare = application.signed_in_as("bare");
    assert_eq!(bare.click("/").body, "hello 1003");
    let place = |key: &&String| key.starts_with("profile-");
    let (siti_place, siti_profile) = mine.iter().find(|(key, _)| place(key)).unwrap();
    let written = application.store.written.lock().unwrap().clone();
    let bare_place = written.keys().filter(place).find(|key| *key != siti_place).unwrap();

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (version, _) = application.store.load(bare_place).await.unwrap().unwrap();
        let swap = application.store.compare_and_swap(bare_place, Some(version), Some(siti_profile), Duration::MAX);
        assert!(matches!(swap.await.unwrap(), Swap::Swapped(_)));
    });
    let before = application.stand_in.count(Path::UsersMe);
    assert_eq!(bare.click("/").body, "hello 1003");
    assert_eq!(application.stand_in.count(Path::UsersMe), before + 1);
    assert_eq!(siti.click("/").body, "hello Siti Rahayu");
}

#[test]
fn after_a_change_of_keys_sessions_and_sign_ins_that_wait_go_on() {
    let application = Application::start();
    let mut browser = application.signed_in();
    let authorize_url = browser.begin("/catapa/sign-in?return_to=/private");
    let new = |options: SignInOptions| options.sealing_keys(SealingKeys::new([8; 32]).also_opens([7; 32]));
    let sibling = application.sibling_with(Settings { options: new, ..Settings::default() });
    browser.go_to(&sibling.origin);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu");
    assert_eq!(browser.get(&application.allow(&authorize_url)).location(), "/private");

    let alone = |options: SignInOptions| options.sealing_keys(SealingKeys::new([9; 32]));
    let stranger = application.sibling_with(Settings { options: alone, ..Settings::default() });
    let authorize_url = browser.begin("/catapa/sign-in");
    browser.go_to(&stranger.origin);
    assert_eq!(browser.get(&application.allow(&authorize_url)).outcome(), (400, "web.cookie_unreadable"));
    assert_eq!(browser.click("/").body, "nobody", "what no key opens is nobody's");
    browser.go_to(&sibling.origin);
    assert_eq!(browser.click("/").body, "hello Siti Rahayu", "and nobody's to end");
}
