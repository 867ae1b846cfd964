//! Resuming a kept step: only the client that began it may.

use catapa_signin::error::NotOurStep;
use catapa_signin::{AwaitingCallback, ClientConfig, Endpoints, Explain as _, Options, Step, Unstarted};

use crate::story::{CALLBACK, Story, at, callback, config};

const ACCOUNTS: &str = "https://accounts.example.com";
const API: &str = "https://api.example.com";

/// Clients that differ from the default one in one value, and whether steps with tokens depend on that value.
fn others() -> [(&'static str, Story, bool); 6] {
    let of = |endpoints| Story::of(ClientConfig { endpoints, ..config() });
    [
        ("client id", Story::of(ClientConfig { client_id: "other-client", ..config() }), true),
        ("API", of(Endpoints::new(ACCOUNTS, "https://api.other.com")), true),
        ("accounts", of(Endpoints::new("https://accounts.other.com", API)), false),
        ("authorize URL", of(Endpoints::new(ACCOUNTS, API).authorize_url("https://other.com/authorize")), false),
        ("token URL", of(Endpoints::new(ACCOUNTS, API).token_url("https://other.com/token")), false),
        ("redirect URI", Story::of(ClientConfig { redirect_uri: "https://app.example.com/other", ..config() }), false),
    ]
}

fn is_refused<S: Step>(story: &Story, step: S) -> Option<S> {
    match story.client.resume(step) {
        Ok(_) => None,
        Err(NotOurStep { step }) => Some(step),
    }
}

#[test]
fn a_client_takes_up_the_steps_that_it_began() {
    let story = Story::default();
    assert!(is_refused(&story, Unstarted).is_none());
    assert!(is_refused(&story, story.awaiting_callback().into_step()).is_none());
    assert!(is_refused(&story, story.have_code().into_step()).is_none());
    assert!(is_refused(&story, story.authorized().into_step()).is_none());
    assert!(is_refused(&story, story.expired().into_step()).is_none());
}

#[test]
fn another_instance_of_the_same_client_takes_up_its_steps() {
    let (here, there) = (Story::default(), Story::default());
    let resumed = there.client.resume(here.awaiting_callback().into_step()).unwrap();
    assert!(resumed.accept(&callback(), at(CALLBACK)).is_ok());
}

#[test]
fn a_pending_sign_in_of_another_provider_or_client_is_refused_and_handed_back() {
    let ours = Story::default();
    for (what, other, _) in others() {
        let theirs = other.awaiting_callback().into_step();
        let bytes = theirs.to_bytes();
        let back = is_refused(&ours, theirs).unwrap_or_else(|| panic!("another {what} is another client"));
        assert_eq!(back.to_bytes(), bytes, "{what}");
        assert!(other.client.resume(back).is_ok(), "still good for its own client");
    }
}

#[test]
fn a_code_of_another_provider_or_client_is_refused_and_handed_back() {
    let ours = Story::default();
    for (what, other, _) in others() {
        let back = is_refused(&ours, other.have_code().into_step()).unwrap_or_else(|| panic!("another {what}"));
        assert!(other.client.resume(back).unwrap().token_request(at(CALLBACK)).is_ok());
    }
}

#[test]
fn tokens_belong_to_an_api_and_a_client_id() {
    let ours = Story::default();
    for (what, other, tokens_differ) in others() {
        assert_eq!(is_refused(&ours, other.authorized().into_step()).is_some(), tokens_differ, "{what}");
        assert_eq!(is_refused(&ours, other.expired().into_step()).is_some(), tokens_differ, "{what}");
    }
}

#[test]
fn the_secret_can_be_rotated_while_people_sign_in() {
    let (old, new) = (Story::default(), Story::of(ClientConfig { client_secret: "rotated", ..config() }));
    assert!(is_refused(&new, old.awaiting_callback().into_step()).is_none());
    assert!(is_refused(&new, old.expired().into_step()).is_none());
}

#[test]
fn the_api_origin_is_compared_as_an_origin_and_not_as_text() {
    let endpoints = Endpoints::new(ACCOUNTS, "https://API.example.com:443/");
    let spelled_otherwise = Story::of(ClientConfig { endpoints, ..config() });
    assert!(is_refused(&Story::default(), spelled_otherwise.authorized().into_step()).is_none());
}

#[test]
fn tokens_move_between_the_two_production_origins_of_the_api_and_nowhere_else() {
    let of = |api, options| Story::of(ClientConfig { endpoints: Endpoints::new(ACCOUNTS, api), options, ..config() });
    let [documented, own] =
        ["https://api.catapa.com", "https://api-apps.catapa.com"].map(|api| of(api, Options::default()));
    assert!(is_refused(&own, documented.authorized().into_step()).is_none());
    assert!(is_refused(&documented, own.expired().into_step()).is_none());

    // The name that an application gives its users binds nothing: staging's tokens must not go to production.
    let named = Options::default().user_namespace("catapa.com");
    let staging = of("https://staging-api.catapa.com", named);
    assert!(is_refused(&own, staging.authorized().into_step()).is_some());
    assert!(is_refused(&of("https://api.catapa.com", named), staging.authorized().into_step()).is_some());
}

#[test]
fn the_refusal_of_another_clients_step_is_the_callers_to_mend() {
    let ([(_, other, _), ..], ours) = (others(), Story::default());
    let refused = ours.client.resume::<AwaitingCallback>(other.awaiting_callback().into_step());
    let error = refused.err().unwrap();
    assert_eq!(error.code(), "resume.not_our_step");
    assert_eq!(error.to_string(), "this sign-in was begun by another client");
    assert_eq!(format!("{error:?}"), "NotOurStep");
}
