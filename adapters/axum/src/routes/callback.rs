//! A callback came: CATAPA's, or anybody's.

use core::time::Duration;

use axum::response::Response;
use catapa_signin::callback::SignInId;
use catapa_signin::callback::Stray;
use catapa_signin::reply::BodyFault;
use catapa_signin::{Authorized, HaveCode, NotAccepted, Request, SignIn, UnixTime};
use catapa_signin_async::{ReplyBuffer, send};
use catapa_signin_http::Sender as _;
use http::header::{HeaderValue, SET_COOKIE};
use http::request::Parts as Head;
use tracing::Instrument as _;

use crate::log;
use crate::pending::{Found, Pending};
use crate::profile::Profile;
use crate::session::session_of;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

/// A callback is used by the first who claims it, of all instances, for as long as its cookie could open: and no shorter
/// than CATAPA takes a code.
const CLAIMED_FOR: Duration = Duration::from_secs(300);

/// What becomes of a callback: where the person goes, and what takes the place of the sign-in's cookie.
struct Outcome {
    return_to: String,
    cookie: Option<HeaderValue>,
    failure: Option<SignInError>,
}

pub(crate) async fn callback(catapa: &SignInWithCatapa, head: &Head) -> Response {
    let span = tracing::info_span!("catapa.callback");
    let outcome = settle(catapa, head).instrument(span.clone()).await;
    let _span = span.entered();
    let mut response = match &outcome.failure {
        None => SignInWithCatapa::redirect(&outcome.return_to),
        Some(failure) => catapa.page(failure, &outcome.return_to),
    };
    if let Some(cookie) = outcome.cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The cookie stays as it is until this browser has shown that the callback is its own.
async fn settle(catapa: &SignInWithCatapa, head: &Head) -> Outcome {
    let query = head.uri.query().unwrap_or_default();
    let stays = |failure| Outcome { return_to: String::new(), cookie: None, failure: Some(failure) };
    let Some(id) = SignInId::claimed_by(query) else { return stays(SignInError::NotOurs(Stray::NoCsrfToken)) };
    let name = catapa.jar().name(id);
    let Pending { step, return_to } = match find(catapa, head, &name) {
        Ok(pending) => pending,
        Err(failure) => return stays(failure),
    };
    let Ok(sign_in) = catapa.client().resume(step) else { return stays(SignInError::CookieUnreadable) };
    let (now, deadline) = (catapa.now(), sign_in.deadline());
    let (cookie, failure) = match sign_in.accept(query, now) {
        Ok(have_code) => match claim(catapa, id, now, deadline).await {
            Ok(()) => (catapa.jar().used(&name), finish(catapa, head, have_code, now).await.err()),
            Err(SignInError::AlreadyUsed) => (catapa.jar().used(&name), Some(SignInError::AlreadyUsed)),
            Err(failure) => (None, Some(failure)),
        },
        Err(NotAccepted::NotOurs { why, .. }) => (None, Some(SignInError::NotOurs(why))),
        Err(NotAccepted::TooLate) => (catapa.jar().too_late(&name), Some(SignInError::TooLate)),
        Err(over) => (catapa.jar().used(&name), Some(over.into())),
    };
    Outcome { return_to, cookie, failure }
}

fn find(catapa: &SignInWithCatapa, head: &Head, name: &str) -> Result<Pending, SignInError> {
    match catapa.jar().find(&head.headers, catapa.keys(), catapa.client(), name) {
        Some(Found::Pending(pending)) => Ok(pending),
        Some(Found::Used) => Err(SignInError::AlreadyUsed),
        Some(Found::TooLate) => Err(SignInError::TooLate),
        Some(Found::Unreadable) => Err(SignInError::CookieUnreadable),
        None if catapa.jar().holds_any(&head.headers) => Err(SignInError::OtherSignIn),
        None => Err(SignInError::NoCookie),
    }
}

/// Before anything is sent.
async fn claim(catapa: &SignInWithCatapa, id: SignInId, now: UnixTime, deadline: UnixTime) -> Result<(), SignInError> {
    let opens_for = Duration::from_secs(deadline.as_secs().saturating_sub(now.as_secs()));
    let is_first = catapa.keeper().claim_once(id.as_bytes(), CLAIMED_FOR.max(opens_for)).await?;
    if is_first { Ok(()) } else { Err(SignInError::AlreadyUsed) }
}

/// Trades the code, once, and asks who it is: only then is anybody signed in.
async fn finish(
    catapa: &SignInWithCatapa,
    head: &Head,
    have_code: SignIn<'_, HaveCode>,
    now: UnixTime,
) -> Result<(), SignInError> {
    let session = session_of(&head.extensions)?;
    let (tokens, profile) = exchange(catapa, have_code, now).await?;
    catapa.keep_signed_in(&session, tokens, &profile).await?;
    tracing::info!(tenant = profile.tenant, "a person is signed in");
    Ok(())
}

async fn exchange(
    catapa: &SignInWithCatapa,
    have_code: SignIn<'_, HaveCode>,
    now: UnixTime,
) -> Result<(Authorized<String>, Profile), SignInError> {
    let mut reply = {
        let request = have_code.token_request(now).map_err(|_| SignInError::TooLate)?;
        send_once(catapa, &request).await?
    };
    // The reply took a while.
    let now = catapa.now();
    let granted = have_code.finish(reply.as_reply(), now).map_err(|why| SignInError::not_granted(why, now))?;
    let authorized =
        granted.to_owned_in::<String>().map_err(|_| SignInError::Ambiguous(BodyFault::OverLimit.into()))?;
    let mut reply = {
        let request = authorized.user_request();
        send_once(catapa, &request).await?
    };
    let profile = Profile::from(&authorized.read_user(reply.as_reply())?);
    log::omitted(&profile);
    Ok((authorized.into_step(), profile))
}

async fn send_once(catapa: &SignInWithCatapa, request: &Request<'_>) -> Result<ReplyBuffer, SignInError> {
    let limit = request.reply_limit();
    send(request, |request| catapa.sender().send(request, limit)).await.map_err(SignInError::unsent)
}
