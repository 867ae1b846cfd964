//! A sign-in begins: a cookie of its own, and off to CATAPA.

use axum::response::Response;
use catapa_signin::SignIn;
use http::header::SET_COOKIE;
use http::request::Parts as Head;
use zeroize::Zeroizing;

use super::RETURN_TO;
use crate::fetch_metadata;
use crate::pending::Pending;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

/// Keeps nothing on this machine: all that is known of the sign-in is in its cookie.
pub(crate) fn sign_in(catapa: &SignInWithCatapa, head: &Head) -> Response {
    let _span = tracing::info_span!("catapa.sign_in").entered();
    let query = head.uri.query().unwrap_or_default();
    let wanted = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == RETURN_TO);
    let return_to = catapa.within_site(wanted.as_ref().map_or("", |(_, wanted)| wanted));
    if !fetch_metadata::may_sign_in(&head.headers) {
        return catapa.page(&SignInError::ForeignSignIn, return_to);
    }
    match begin(catapa, head, return_to) {
        Ok(response) => response,
        Err(failure) => catapa.page(&failure, return_to),
    }
}

fn begin(catapa: &SignInWithCatapa, head: &Head, return_to: &str) -> Result<Response, SignInError> {
    let (client, keys, jar) = (catapa.client(), catapa.keys(), catapa.jar());
    let sign_in = SignIn::new(client).begin(catapa.random()?, catapa.now());
    let authorize_url = Zeroizing::new(sign_in.authorize_url().to_string());
    let waits = sign_in.deadline().as_secs().saturating_sub(sign_in.step().started_at().as_secs());
    let name = jar.name(sign_in.step().id());
    let pending = Pending { step: sign_in.into_step(), return_to: return_to.to_owned() };
    let cookie = jar.pending(&name, &pending.seal(keys, client, &name, catapa.random()?), waits);

    let mut response = SignInWithCatapa::redirect(&authorize_url);
    for header in jar.make_room(&head.headers, keys, client).into_iter().chain(cookie) {
        response.headers_mut().append(SET_COOKIE, header);
    }
    tracing::info!("a person goes to CATAPA");
    Ok(response)
}
