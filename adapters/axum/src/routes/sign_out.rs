//! A person signs out: here. CATAPA has no revocation, so tokens that were handed out live until they end.

use axum::response::Response;
use http::request::Parts as Head;
use tracing::Instrument as _;

use crate::fetch_metadata;
use crate::session::session_of;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

pub(crate) async fn sign_out(catapa: &SignInWithCatapa, head: &Head) -> Response {
    let span = tracing::info_span!("catapa.sign_out");
    let ended = end(catapa, head).instrument(span.clone()).await;
    let _span = span.entered();
    match ended {
        Ok(()) => {
            tracing::info!("a person is signed out");
            SignInWithCatapa::redirect(&catapa.options().home)
        }
        Err(failure) => catapa.page(&failure, ""),
    }
}

async fn end(catapa: &SignInWithCatapa, head: &Head) -> Result<(), SignInError> {
    if !fetch_metadata::may_sign_out(&head.headers, catapa.client().redirect_uri()) {
        return Err(SignInError::ForeignSignOut);
    }
    catapa.sign_out(&session_of(&head.extensions)?).await
}
