//! Calls to the CATAPA API in the name of whoever is signed in.

use core::error::Error;
use core::fmt;

use axum::response::{IntoResponse, Response};
use catapa_signin::explain;
use catapa_signin_tokens::{self as tokens, ApiAnswer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fetch_metadata::Visitor;
use crate::log;
use crate::session::is_ended_by_catapa;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;
use crate::signed_in::SignedIn;

/// A call to the CATAPA API in the name of a person, to be sent.
#[must_use = "nothing is sent before `send`"]
pub struct ApiCall<'a> {
    who: &'a SignedIn,
    call: tokens::ApiCall<'a>,
}

impl<'a> ApiCall<'a> {
    pub(crate) const fn new(who: &'a SignedIn, call: tokens::ApiCall<'a>) -> Self {
        Self { who, call }
    }

    /// Sends `value` as the [JSON body](tokens::ApiCall::json).
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        Self { call: self.call.json(value), ..self }
    }

    /// Reads up to `bytes` of the answer's body; 65,536 by default. A longer answer is an error.
    pub fn reply_limit(self, bytes: usize) -> Self {
        Self { call: self.call.reply_limit(bytes), ..self }
    }

    /// Sends it as [`catapa-signin-tokens` does](tokens::ApiCall::send): once, and once more after a 401 alone.
    ///
    /// # Errors
    ///
    /// [`CallError`] makes the answer that fits, so a handler can pass it on with `?`. If CATAPA has ended the
    /// sign-in, it is ended here too.
    pub async fn send(self) -> Result<ApiAnswer, CallError> {
        let Self { who, call } = self;
        match call.send().await {
            Ok(answer) => Ok(answer),
            Err(why) => Err(CallError::new(who, why.into()).await),
        }
    }

    /// Sends it, and reads the [answer's JSON](ApiAnswer::json).
    ///
    /// # Errors
    ///
    /// [`CallError`], as for [`send`](Self::send).
    pub async fn send_and_read<T: DeserializeOwned>(self) -> Result<T, CallError> {
        let who = self.who;
        match self.send().await?.json() {
            Ok(value) => Ok(value),
            Err(why) => Err(CallError::new(who, why.into()).await),
        }
    }
}

impl fmt::Debug for ApiCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// A call that has no answer. As a response it is what [`SignedIn`] would have answered: whoever has to sign in again is
/// sent there, anybody else is told what happened, a person by a page and a program by JSON.
#[derive(Clone)]
pub struct CallError {
    failure: Box<SignInError>,
    catapa: SignInWithCatapa,
    visitor: Visitor,
}

impl CallError {
    /// Ends the stored sign-in if CATAPA has.
    pub(crate) async fn new(who: &SignedIn, failure: SignInError) -> Self {
        if is_ended_by_catapa(&failure)
            && let Err(why) = who.catapa.forget_in(&who.session, &who.key).await
        {
            log::left_undone("a sign-in that is over was not ended", &why);
        }
        Self { failure: Box::new(failure), catapa: who.catapa.clone(), visitor: who.visitor.clone() }
    }

    /// What went wrong.
    #[must_use]
    pub fn failure(&self) -> &SignInError {
        &self.failure
    }
}

impl IntoResponse for CallError {
    fn into_response(self) -> Response {
        self.catapa.refuse(&self.failure, &self.visitor)
    }
}

explain!(CallError {
    Self { failure, .. } => failure,
});

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.failure.source()
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CallError").field(&self.failure).finish()
    }
}
