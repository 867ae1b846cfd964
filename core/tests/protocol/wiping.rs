//! Secrets are wiped on drop, in every text type of the application.

use core::cell::RefCell;

use catapa_signin::error::DoesNotFit;
use catapa_signin::{Authorized, Freshness, FromTokenText, NotRefreshed, Reply, SignIn, TokenText};

use crate::story::{GRANT, LIFETIME, REFRESH_TOKEN, Story, access_token, at, jwt, token_reply_with};

thread_local! {
    /// The texts wiped on this test's thread, in order.
    static WIPED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A text that records when it is wiped. A token that begins with `too-long` does not fit.
struct Seen(String);

impl AsRef<str> for Seen {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TokenText for Seen {
    fn wipe(&mut self) {
        WIPED.with_borrow_mut(|wiped| wiped.push(core::mem::take(&mut self.0)));
    }
}

impl FromTokenText<'_> for Seen {
    fn from_token_text(text: &str) -> Result<Self, DoesNotFit> {
        if text.starts_with("too-long") { Err(DoesNotFit) } else { Ok(Self(text.to_owned())) }
    }
}

/// The texts wiped since the last call.
fn wiped() -> Vec<String> {
    WIPED.take()
}

fn authorized(story: &Story) -> SignIn<'_, Authorized<Seen>> {
    story.authorized().to_owned_in().unwrap()
}

#[test]
fn a_sign_in_that_is_dropped_wipes_both_tokens() {
    let story = Story::default();
    let authorized = authorized(&story);
    assert_eq!(wiped(), [""; 0]);
    drop(authorized);
    assert_eq!(wiped(), [access_token().as_str(), REFRESH_TOKEN]);
}

#[test]
fn an_access_token_that_expired_is_wiped_at_once_and_the_refresh_token_with_its_step() {
    let story = Story::default();
    let Freshness::Expired(expired) = authorized(&story).at(at(GRANT + LIFETIME)) else { panic!("expired") };
    assert_eq!(wiped(), [access_token()]);
    drop(expired);
    assert_eq!(wiped(), [REFRESH_TOKEN]);
}

#[test]
fn a_sign_in_that_is_over_wipes_its_access_token() {
    let story = Story::default();
    let reply = token_reply_with(&access_token(), "null");
    let authorized = story.authorized_by(&reply).to_owned_in::<Seen>().unwrap();
    assert!(matches!(authorized.at(at(GRANT + LIFETIME)), Freshness::Over));
    assert_eq!(wiped(), [access_token()]);
}

#[test]
fn a_refresh_wipes_the_old_refresh_token_when_there_is_a_new_one_and_keeps_it_when_there_is_none() {
    let story = Story::default();
    let new_access_token = jwt(r#"{"tenant":"gdplabs","jti":"2"}"#);
    for (new, wiped_by_the_refresh) in [(r#""refresh-2""#, vec![REFRESH_TOKEN]), ("null", vec![])] {
        let Freshness::Expired(expired) = authorized(&story).at(at(GRANT + LIFETIME)) else { panic!("expired") };
        wiped();
        let mut body = token_reply_with(&new_access_token, new).into_bytes();
        let refreshed = expired.finish(Reply::new(200, &mut body), at(GRANT + LIFETIME)).unwrap();
        assert_eq!(wiped(), wiped_by_the_refresh, "{new}");
        drop(refreshed);
        wiped();
    }
}

#[test]
fn what_was_held_before_something_did_not_fit_is_wiped_too() {
    let story = Story::default();
    let uneven = story.authorized_by(&token_reply_with(&access_token(), r#""too-long""#));
    assert!(uneven.to_owned_in::<Seen>().is_err());
    assert_eq!(wiped(), [access_token()]);

    let Freshness::Expired(expired) = authorized(&story).at(at(GRANT + LIFETIME)) else { panic!("expired") };
    wiped();
    let mut body = token_reply_with(&access_token(), r#""too-long""#).into_bytes();
    let error = expired.finish(Reply::new(200, &mut body), at(GRANT + LIFETIME)).unwrap_err();
    assert!(matches!(error, NotRefreshed::DoesNotFit { .. }));
    assert_eq!(wiped(), [access_token()]);
    drop(error);
    assert_eq!(wiped(), [REFRESH_TOKEN]);
}

#[test]
fn a_borrowed_step_wipes_nothing_that_is_not_its_own() {
    let story = Story::default();
    let authorized = authorized(&story);
    drop(authorized.step().by_ref());
    assert_eq!(wiped(), [""; 0]);
    assert_eq!(authorized.step().expose_refresh_token(), Some(REFRESH_TOKEN));
}

#[test]
fn the_texts_that_are_given_overwrite_what_they_held() {
    let mut text = String::from("planted");
    text.wipe();
    assert_eq!(text, "");
    let mut text = heapless::String::<8>::try_from("planted").unwrap();
    text.wipe();
    assert_eq!(text, "");
    let mut text = "planted";
    TokenText::wipe(&mut text);
    assert_eq!(text, "planted");
}
