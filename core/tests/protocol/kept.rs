//! The verbs on a step that stays in its place: after an error it is there exactly when it is still good, so `?` is right.

use catapa_signin::error::{NotOurStep, NotRequested};
use catapa_signin::{
    Authorized, AwaitingCallback, Blame, ClientConfig, Expired, Explain as _, HaveCode, NotAccepted, NotGranted, Reply,
    Request, UnixTime,
};

use crate::story::{
    BEGIN, CALLBACK, CSRF_TOKEN, GRANT, LIFETIME, Story, access_token, at, callback, config, jwt, token_reply,
    token_reply_with, wire,
};

type Failure = Box<dyn core::error::Error + Send + Sync>;

const FORGED: &str = "code=mine&state=guessed&tenant=evil";

/// What an application keeps for one browser.
#[derive(Default)]
struct Kept {
    pending: Option<AwaitingCallback>,
    code: Option<HaveCode>,
    tokens: Option<Authorized<String>>,
    expired: Option<Expired<String>>,
}

impl Kept {
    /// The routes of an application, written as anybody would: with `?`.
    fn callback(&mut self, story: &Story, query: &str, now: UnixTime) -> Result<(), Failure> {
        self.code = Some(story.client.accept(&mut self.pending, query, now)?.into_step());
        Ok(())
    }

    fn trade(
        &mut self,
        story: &Story,
        send: impl Fn(Request<'_>) -> Result<(u16, String), Failure>,
    ) -> Result<(), Failure> {
        let (status, body) = send(story.client.token_request(&self.code, at(GRANT))?)?;
        let mut body = body.into_bytes();
        let authorized = story.client.finish(&mut self.code, Reply::new(status, &mut body), at(GRANT))?;
        self.tokens = Some(authorized.to_owned_in()?.into_step());
        Ok(())
    }

    fn refresh(
        &mut self,
        story: &Story,
        send: impl Fn(Request<'_>) -> Result<(u16, String), Failure>,
    ) -> Result<(), Failure> {
        let now = at(GRANT + LIFETIME);
        let (status, body) = send(story.client.refresh_request(&self.expired)?)?;
        let mut body = body.into_bytes();
        self.tokens =
            Some(story.client.finish_refresh(&mut self.expired, Reply::new(status, &mut body), now)?.into_step());
        Ok(())
    }
}

fn pending(story: &Story) -> Kept {
    Kept { pending: Some(story.awaiting_callback().into_step()), ..Kept::default() }
}

fn with_code(story: &Story) -> Kept {
    Kept { code: Some(story.have_code().into_step()), ..Kept::default() }
}

fn expired(story: &Story) -> Kept {
    Kept { expired: Some(story.expired().into_step()), ..Kept::default() }
}

fn code_of<T>(result: Result<T, Failure>) -> &'static str {
    let error = result.err().expect("an error");
    None.or_else(|| error.downcast_ref::<NotAccepted<()>>().map(|why| why.code()))
        .or_else(|| error.downcast_ref::<NotGranted<()>>().map(|why| why.code()))
        .or_else(|| error.downcast_ref::<NotRequested>().map(|why| why.code()))
        .expect("an error of the library")
}

#[test]
fn a_forged_callback_leaves_the_pending_sign_in_in_its_place_though_a_question_mark_is_used() {
    let story = Story::default();
    let mut kept = pending(&story);
    for forged in [FORGED, "", "error=access_denied&state=x", "code=a&code=b"] {
        assert!(code_of(kept.callback(&story, forged, at(CALLBACK))).starts_with("callback.not_ours."));
        assert!(kept.pending.is_some() && kept.code.is_none(), "{forged}");
    }
    kept.callback(&story, &callback(), at(CALLBACK)).unwrap();
    assert!(kept.pending.is_none() && kept.code.is_some());
}

#[test]
fn a_callback_that_ends_the_sign_in_empties_its_place() {
    let story = Story::default();
    for (query, now, code) in [
        (format!("error=access_denied&state={CSRF_TOKEN}"), CALLBACK, "refused.access_denied"),
        (format!("code=c&state={CSRF_TOKEN}"), CALLBACK, "callback.no_tenant"),
        (callback(), BEGIN + 600, "callback.too_late"),
    ] {
        let mut kept = pending(&story);
        assert_eq!(code_of(kept.callback(&story, &query, at(now))), code);
        assert!(kept.pending.is_none() && kept.code.is_none(), "{code}");
    }
}

#[test]
fn a_callback_where_nothing_is_pending_is_the_persons_to_begin_again() {
    let story = Story::default();
    let mut kept = pending(&story);
    kept.callback(&story, &callback(), at(CALLBACK)).unwrap();
    let why = story.client.accept(&mut kept.pending, &callback(), at(CALLBACK)).unwrap_err();
    assert!(matches!(why, NotAccepted::NothingPending));
    assert_eq!((why.code(), why.blame()), ("callback.nothing_pending", Blame::Person));
    assert_eq!(why.to_string(), "no sign-in waits for this answer");
    assert!(why.step().is_none() && why.into_step().is_none());
    assert!(kept.code.is_some(), "a callback that comes twice takes nothing away");
}

#[test]
fn a_send_that_fails_leaves_the_code_in_its_place_though_a_question_mark_is_used() {
    let story = Story::default();
    let mut kept = with_code(&story);
    assert!(kept.trade(&story, |_| Err("the connection broke".into())).is_err());
    assert!(kept.code.is_some() && kept.tokens.is_none());
    kept.trade(&story, |_| Ok((200, token_reply()))).unwrap();
    assert!(kept.code.is_none() && kept.tokens.is_some());
}

#[test]
fn a_429_and_an_unclear_answer_leave_the_code_in_its_place_though_a_question_mark_is_used() {
    let story = Story::default();
    let mut kept = with_code(&story);
    for (status, body, code) in [
        (429, "", "token.rate_limited"),
        (401, r#"{"error":"invalid_client"}"#, "refused.invalid_client"),
        (503, "", "reply.status"),
        (200, "{", "reply.not_json"),
    ] {
        assert_eq!(code_of(kept.trade(&story, |_| Ok((status, body.to_owned())))), code);
        assert!(kept.code.is_some(), "{code}");
    }
    kept.trade(&story, |_| Ok((200, token_reply()))).unwrap();
}

#[test]
fn a_code_that_catapa_refused_is_gone_from_its_place() {
    let story = Story::default();
    for (status, body, code) in [
        (400, r#"{"error":"invalid_grant"}"#.to_owned(), "refused.invalid_grant"),
        (200, token_reply_with(&jwt(r#"{"tenant":"another"}"#), "null"), "tenant.differs"),
    ] {
        let mut kept = with_code(&story);
        assert_eq!(code_of(kept.trade(&story, |_| Ok((status, body.clone())))), code);
        assert!(kept.code.is_none(), "{code}");
        assert_eq!(code_of(kept.trade(&story, |_| panic!("nothing is kept"))), "resume.nothing_kept");
    }
}

#[test]
fn a_code_that_is_too_old_gives_no_request_and_stays_in_its_place() {
    let story = Story::default();
    let kept = with_code(&story);
    let why = story.client.token_request(&kept.code, at(CALLBACK + 300)).unwrap_err();
    assert!(matches!(why, NotRequested::NotInTime(_)));
    assert_eq!((why.code(), why.blame()), ("code.too_old", Blame::Person));
    assert!(kept.code.is_some());
}

#[test]
fn a_refresh_that_may_come_again_leaves_the_refresh_token_in_its_place_though_a_question_mark_is_used() {
    let story = Story::default();
    let mut kept = expired(&story);
    assert!(kept.refresh(&story, |_| Err("the connection broke".into())).is_err());
    assert!(kept.expired.is_some());
    for (status, body, code) in [
        (429, "", "token.rate_limited"),
        (401, r#"{"error":"invalid_client"}"#, "refused.invalid_client"),
        (503, "", "reply.status"),
    ] {
        assert_eq!(code_of(kept.refresh(&story, |_| Ok((status, body.to_owned())))), code);
        assert!(kept.expired.is_some(), "{code}");
    }
    kept.refresh(&story, |_| Ok((200, token_reply()))).unwrap();
    assert!(kept.expired.is_none() && kept.tokens.is_some());
}

#[test]
fn a_refresh_token_that_catapa_refused_is_gone_from_its_place() {
    let story = Story::default();
    let mut kept = expired(&story);
    let refused = kept.refresh(&story, |_| Ok((400, r#"{"error":"invalid_grant"}"#.to_owned())));
    assert_eq!(code_of(refused), "refused.invalid_grant");
    assert!(kept.expired.is_none());
    assert_eq!(code_of(kept.refresh(&story, |_| panic!("nothing is kept"))), "resume.nothing_kept");
}

#[test]
fn new_tokens_that_do_not_fit_leave_the_refresh_token_in_its_place() {
    let story = Story::default();
    let small = story.expired().into_step();
    let small = story.authorized().to_owned_in::<heapless::String<160>>().map(|sign_in| {
        assert_eq!(small.expose_refresh_token(), "refresh-1");
        sign_in.at(at(GRANT + LIFETIME))
    });
    let Ok(catapa_signin::Freshness::Expired(small)) = small else { panic!("expired") };
    let mut small = Some(small.into_step());
    let mut long = token_reply_with(&access_token(), &format!("\"{}\"", "r".repeat(161))).into_bytes();
    let why = story.client.finish_refresh(&mut small, Reply::new(200, &mut long), at(GRANT + LIFETIME)).unwrap_err();
    assert_eq!(why.code(), "token.does_not_fit");
    assert!(small.is_some());
}

#[test]
fn where_no_step_was_ever_kept_each_verb_says_so() {
    let story = Story::default();
    let mut kept = Kept::default();
    assert_eq!(code_of(kept.callback(&story, &callback(), at(CALLBACK))), "callback.nothing_pending");
    let why = story.client.token_request(&kept.code, at(GRANT)).unwrap_err();
    assert_eq!((why.code(), why.blame()), ("resume.nothing_kept", Blame::Caller));
    assert_eq!(why.to_string(), "there is no sign-in to go on with");
    let why = story.client.refresh_request(&kept.expired).unwrap_err();
    assert_eq!(why.code(), "resume.nothing_kept");
    let mut body = token_reply().into_bytes();
    let why = story.client.finish(&mut kept.code, Reply::new(200, &mut body), at(GRANT)).unwrap_err();
    assert_eq!((why.code(), why.blame()), ("resume.nothing_kept", Blame::Caller));
    let mut body = token_reply().into_bytes();
    let why = story.client.finish_refresh(&mut kept.expired, Reply::new(200, &mut body), at(GRANT)).unwrap_err();
    assert_eq!(why.code(), "resume.nothing_kept");
    assert_eq!(why.to_string(), "there is no sign-in to go on with");
}

#[test]
fn a_step_of_another_clients_stays_in_its_place_and_is_good_for_that_client() {
    let ours = Story::default();
    let theirs = Story::of(ClientConfig { client_id: "other-client", ..config() });
    let mut kept = Kept {
        pending: pending(&theirs).pending,
        code: with_code(&theirs).code,
        expired: expired(&theirs).expired,
        tokens: None,
    };
    for _ in 0..2 {
        let why = ours.client.accept(&mut kept.pending, &callback(), at(CALLBACK)).unwrap_err();
        assert!(matches!(why, NotAccepted::OtherClient(NotOurStep { step: () })));
        let not_ours = (why.code(), why.blame(), why.to_string());
        assert_eq!(not_ours.0, "resume.not_our_step");

        let why = ours.client.token_request(&kept.code, at(GRANT)).unwrap_err();
        assert_eq!((why.code(), why.blame(), why.to_string()), not_ours);
        let why = ours.client.refresh_request(&kept.expired).unwrap_err();
        assert_eq!((why.code(), why.blame(), why.to_string()), not_ours);

        let mut body = token_reply().into_bytes();
        let why = ours.client.finish(&mut kept.code, Reply::new(200, &mut body), at(GRANT)).unwrap_err();
        assert_eq!((why.code(), why.blame(), why.to_string()), not_ours);
        let mut body = token_reply().into_bytes();
        let why = ours.client.finish_refresh(&mut kept.expired, Reply::new(200, &mut body), at(GRANT)).unwrap_err();
        assert_eq!((why.code(), why.blame(), why.to_string()), not_ours);
    }
    kept.refresh(&theirs, |_| Ok((200, token_reply()))).unwrap();
    kept.trade(&theirs, |_| Ok((200, token_reply()))).unwrap();
    kept.callback(&theirs, &callback(), at(CALLBACK)).unwrap();
}

#[test]
fn a_request_from_a_kept_step_is_the_one_that_the_sign_in_writes() {
    let story = Story::default();
    let code = Some(story.have_code().into_step());
    let written = wire(&story.have_code().token_request(at(GRANT)).unwrap());
    assert_eq!(wire(&story.client.token_request(&code, at(GRANT)).unwrap()), written);

    let expired = Some(story.expired().into_step());
    assert_eq!(wire(&story.client.refresh_request(&expired).unwrap()), wire(&story.expired().refresh_request()));
}
