//! Step 4: how the application holds the tokens, and when the access token expires.

use core::time::Duration;
use std::sync::Arc;
use std::thread;

use catapa_signin::error::{DoesNotFit, TokenRejected};
use catapa_signin::{ApiError, Authorized, Freshness, FromTokenText, Options, Reply, SignIn, TokenText, UnixTime};

use crate::story::{GRANT, LIFETIME, REFRESH_TOKEN, Story, access_token, at, jwt, token_reply, token_reply_with, wire};

/// The freshness of a sign-in in a word.
fn became<T: TokenText>(lifetime: &Freshness<'_, T>) -> &'static str {
    match lifetime {
        Freshness::Fresh(_) => "fresh",
        Freshness::Expired(_) => "expired",
        Freshness::Over => "over",
    }
}

/// The token reply of the story, whose `expires_in` is this JSON.
fn reply_that_expires_in(expires_in: &str) -> String {
    token_reply().replace(&LIFETIME.to_string(), expires_in)
}

/// CATAPA's 401 to this sign-in's access token.
fn proof_about<T: TokenText>(sign_in: &SignIn<'_, Authorized<T>>) -> TokenRejected {
    match sign_in.read_api(Reply::new(401, &mut [])) {
        Err(ApiError::TokenRejected(proof)) => proof,
        other => panic!("a 401 is a proof, not {other:?}"),
    }
}

/// A text type for tokens that the application defines itself.
struct Locked(Box<str>);

impl AsRef<str> for Locked {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TokenText for Locked {
    fn wipe(&mut self) {
        self.0 = Box::default();
    }
}

impl FromTokenText<'_> for Locked {
    fn from_token_text(text: &str) -> Result<Self, DoesNotFit> {
        Ok(Self(text.into()))
    }
}

#[test]
fn tokens_are_held_in_a_string_in_a_fixed_buffer_or_in_a_text_of_the_applications_own() {
    fn has_both_tokens<T: TokenText>(sign_in: &SignIn<'_, Authorized<T>>) {
        assert_eq!(sign_in.step().expose_access_token(), access_token());
        assert_eq!(sign_in.step().expose_refresh_token(), Some(REFRESH_TOKEN));
        assert_eq!(sign_in.step().expires_at(), Some(at(GRANT + LIFETIME)));
    }
    let story = Story::default();
    let mut body = token_reply().into_bytes();
    let borrowed = story.have_code().finish(Reply::new(200, &mut body), at(GRANT)).unwrap();
    has_both_tokens(&borrowed);
    has_both_tokens(&borrowed.to_owned_in::<String>().unwrap());
    has_both_tokens(&borrowed.to_owned_in::<heapless::String<256>>().unwrap());
    has_both_tokens(&borrowed.to_owned_in::<Locked>().unwrap());
}

#[test]
fn tokens_that_do_not_fit_leave_the_sign_in_good() {
    let story = Story::default();
    let authorized = story.authorized();
    assert_eq!(authorized.to_owned_in::<heapless::String<32>>().err(), Some(DoesNotFit));
    // The access token fits, but the refresh token does not.
    let long_refresh_token = format!("\"{}\"", "r".repeat(400));
    let uneven = story.authorized_by(&token_reply_with(&access_token(), &long_refresh_token));
    assert_eq!(uneven.to_owned_in::<heapless::String<256>>().err(), Some(DoesNotFit));
    assert!(authorized.to_owned_in::<heapless::String<256>>().is_ok());
    assert!(uneven.to_owned_in::<heapless::String<400>>().is_ok());
}

#[test]
#[cfg_attr(target_family = "wasm", ignore = "it has no threads")]
fn one_shared_step_serves_many_threads_at_once() {
    let story = Story::default();
    let expected = wire(&story.authorized().user_request());
    let shared = Arc::new(story.authorized().into_step());
    thread::scope(|scope| {
        for _ in 0..8 {
            let (client, shared) = (story.client.clone(), Arc::clone(&shared));
            let expected = expected.as_str();
            scope.spawn(move || {
                let sign_in = client.resume(shared.by_ref()).unwrap();
                assert_eq!(wire(&sign_in.user_request()), expected);
                assert_eq!(became(&sign_in.at(at(GRANT))), "fresh");
            });
        }
    });
    assert_eq!(Arc::into_inner(shared).unwrap().expose_refresh_token(), Some(REFRESH_TOKEN));
}

#[test]
fn an_access_token_is_due_at_its_end_less_the_leeway_which_is_at_most_half_its_lifetime() {
    let defaults = Options::default();
    let leeway = |secs| Options::default().leeway(Duration::from_secs(secs));
    let due_after = [
        (defaults, "86400", 86_340),
        (defaults, "121", 61),
        (defaults, "120", 60),
        (defaults, "119", 60),
        (defaults, "100", 50),
        (defaults, "1", 1),
        (leeway(0), "86400", 86_400),
        (leeway(300), "3600", 3_300),
        (leeway(u64::MAX), "3600", 1_800),
        (Options::default().leeway(Duration::from_millis(1_999)), "3600", 3_599),
    ];
    for (options, expires_in, secs) in due_after {
        let story = Story::with(options);
        let authorized = || story.authorized_by(&reply_that_expires_in(expires_in));
        assert_eq!(became(&authorized().at(at(GRANT + secs - 1))), "fresh", "{expires_in}: one second before");
        assert_eq!(became(&authorized().at(at(GRANT + secs))), "expired", "{expires_in}: at the boundary");
    }
}

#[test]
fn a_lifetime_of_zero_is_due_at_once() {
    let story = Story::default();
    assert_eq!(became(&story.authorized_by(&reply_that_expires_in("0")).at(at(GRANT))), "expired");
    assert_eq!(became(&story.authorized_by(&reply_that_expires_in("0")).at(at(GRANT - 60))), "expired");
}

#[test]
fn where_the_reply_says_nothing_the_tokens_own_exp_is_its_end() {
    let story = Story::default();
    let authorized = story.authorized_by(&reply_that_expires_in("null"));
    assert_eq!(authorized.step().expires_at(), Some(at(1_700_086_431)));
    assert_eq!(became(&authorized.at(at(1_700_086_431 - 60))), "expired");
}

#[test]
fn a_token_whose_end_nobody_knows_is_good_until_catapa_rejects_it() {
    let story = Story::default();
    let reply = format!(r#"{{"access_token":"{}","refresh_token":"r"}}"#, jwt(r#"{"tenant":"gdplabs"}"#));
    let authorized = story.authorized_by(&reply);
    assert_eq!(authorized.step().expires_at(), None);
    let Freshness::Fresh(authorized) = authorized.at(UnixTime::MAX) else { panic!("its end is unknown") };
    let proof = proof_about(&authorized);
    assert_eq!(became(&authorized.rejected(proof)), "expired");
}

#[test]
fn a_clock_that_runs_back_a_minute_counts_as_the_grant_and_any_further_as_the_end() {
    let story = Story::default();
    assert_eq!(became(&story.authorized().at(at(GRANT - 60))), "fresh");
    assert_eq!(became(&story.authorized().at(at(GRANT - 61))), "expired");
    assert_eq!(became(&story.authorized().at(at(0))), "expired");
    let endless = format!(r#"{{"access_token":"{}"}}"#, jwt(r#"{"tenant":"gdplabs"}"#));
    assert_eq!(became(&story.authorized_by(&endless).at(at(GRANT - 61))), "over");
}

#[test]
fn a_saved_step_is_due_at_the_same_moment_whatever_the_clock_did_meanwhile() {
    let story = Story::default();
    let saved = serde_json::to_string(story.authorized().step()).unwrap();
    let loaded = || {
        let step: Authorized<String> = serde_json::from_str(&saved).unwrap();
        story.client.resume(step).unwrap()
    };
    assert_eq!(became(&loaded().at(at(GRANT + LIFETIME - 61))), "fresh");
    assert_eq!(became(&loaded().at(at(GRANT + LIFETIME - 60))), "expired");
    assert_eq!(became(&loaded().at(at(GRANT - 61))), "expired");
}

#[test]
fn without_a_refresh_token_the_end_of_the_access_token_is_the_end_of_the_sign_in() {
    let story = Story::default();
    let authorized = || story.authorized_by(&token_reply_with(&access_token(), "null"));
    assert!(!authorized().step().has_refresh_token());
    assert_eq!(became(&authorized().at(at(GRANT))), "fresh");
    assert_eq!(became(&authorized().at(at(GRANT + LIFETIME))), "over");
    let proof = proof_about(&authorized());
    assert_eq!(became(&authorized().rejected(proof)), "over");
}

#[test]
fn a_401_ends_the_access_token_before_its_time() {
    let story = Story::default();
    let authorized = story.authorized();
    let proof = proof_about(&authorized);
    let Freshness::Expired(expired) = authorized.rejected(proof) else { panic!("rejected") };
    assert_eq!(expired.step().expose_refresh_token(), REFRESH_TOKEN);
}

#[test]
fn a_401_about_another_token_changes_nothing() {
    let story = Story::default();
    let stale = proof_about(&story.authorized());
    let mut body = token_reply_with(&jwt(r#"{"tenant":"gdplabs","jti":"2"}"#), r#""refresh-2""#).into_bytes();
    let refreshed = story.expired().finish(Reply::new(200, &mut body), at(GRANT + LIFETIME)).unwrap();
    let Freshness::Fresh(refreshed) = refreshed.rejected(stale) else { panic!("it is about the token before") };
    assert_eq!(refreshed.step().expose_refresh_token(), Some("refresh-2"));
}

#[test]
fn a_401_is_about_one_token_and_no_other_that_differs_in_a_character() {
    let story = Story::default();
    let last = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    let tokens = last.map(|last| access_token().replace("dXJl", &format!("dXJ{last}")));
    let proofs: Vec<_> =
        tokens.map(|token| proof_about(&story.authorized_by(&token_reply_with(&token, "null")))).collect();
    for (index, proof) in proofs.iter().enumerate() {
        assert_eq!(proofs.iter().position(|other| other == proof), Some(index));
    }
}
