//! A person signs out: here. CATAPA has no revocation, so tokens that were handed out live until they end.

use axum::response::Response;
use http::request::Parts as Head;
use tracing::Instrument as _;

use crate::failure::Failure;
use crate::login::session_of;
use crate::sign_in_with_catapa::SignInWithCatapa;
use crate::visitor;

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

async fn end(catapa: &SignInWithCatapa, head: &Head) -> Result<(), Failure> {
    if !visitor::may_sign_out(&head.headers, catapa.client().redirect_uri()) {
        return Err(Failure::ForeignSignOut);
    }
    catapa.log_out(&session_of(&head.extensions)?).await
}
