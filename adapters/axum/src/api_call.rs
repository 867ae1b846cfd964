//! Calls to the CATAPA API in the name of whoever is signed in.

use core::error::Error;
use core::fmt;

use axum::response::{IntoResponse, Response};
use catapa_signin::{Method, explain};
use http::StatusCode;
use zeroize::Zeroizing;

use crate::api::ApiQuery;
use crate::fetch_metadata::Visitor;
use crate::log;
use crate::session::is_ended_by_catapa;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;
use crate::signed_in::SignedIn;

/// A call to the CATAPA API, to be sent.
#[must_use = "nothing is sent before `send`"]
pub struct ApiCall<'a> {
    who: &'a SignedIn,
    method: Method,
    path: &'a str,
    json: Option<&'a str>,
    reply_limit: Option<usize>,
}

impl<'a> ApiCall<'a> {
    pub(crate) const fn new(who: &'a SignedIn, method: Method, path: &'a str) -> Self {
        Self { who, method, path, json: None, reply_limit: None }
    }

    /// With this body, which is JSON already.
    pub fn json(self, json: &'a str) -> Self {
        Self { json: Some(json), ..self }
    }

    /// Reads up to so many bytes of the reply; 65,536 unless said. What is longer is an error.
    pub fn reply_limit(self, bytes: usize) -> Self {
        Self { reply_limit: Some(bytes), ..self }
    }

    /// Sends it, under a token that is valid now, refreshed if it is due; and once more under a newer token, if CATAPA
    /// answers 401 to the first, because it has done nothing then. Whatever else happens, it is sent once.
    ///
    /// # Errors
    ///
    /// [`CallError`] makes the answer that fits, so a handler can pass it on with `?`. If CATAPA has ended the
    /// sign-in, it is ended here too.
    pub async fn send(self) -> Result<ApiAnswer, CallError> {
        let Self { who, method, path, json, reply_limit } = self;
        let question = ApiQuery::Api { method, path, json, reply_limit };
        let asked = async {
            let mut reply = who.catapa.ask(&who.key, &question).await?;
            let body = Zeroizing::new(reply.body(&who.catapa)?.to_vec());
            Ok(ApiAnswer { status: reply.status(), body })
        };
        match asked.await {
            Ok(answer) => Ok(answer),
            Err(why) => Err(CallError::new(who, why).await),
        }
    }
}

impl fmt::Debug for ApiCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiCall").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A success of the CATAPA API. Its body is wiped when dropped; its `Debug` shows no byte of it.
pub struct ApiAnswer {
    status: StatusCode,
    body: Zeroizing<Vec<u8>>,
}

impl ApiAnswer {
    /// The HTTP status, 200 to 299.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The body, whole: JSON, as a rule.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for ApiAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiAnswer({}, {} bytes)", self.status.as_u16(), self.body.len())
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
