//! Asks CATAPA something for a person, under a token that is valid now.

use std::sync::Arc;

use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, Authorized, Method, Request, SignIn};
use catapa_signin_async::{ReplyBuffer, send};
use catapa_signin_http::Sender as _;
use catapa_signin_tokens::{NotFresh, SessionKey};

use crate::log;
use crate::profile::Profile;
use crate::sign_in_error::SignInError;
use crate::sign_in_with_catapa::SignInWithCatapa;

/// What is asked.
pub(crate) enum ApiQuery<'a> {
    /// Who signed in.
    Who,
    /// Anything of the API.
    Api { method: Method, path: &'a str, json: Option<&'a str>, reply_limit: Option<usize> },
}

impl ApiQuery<'_> {
    fn request<'a>(&'a self, sign_in: &'a SignIn<'_, Authorized<&str>>) -> Result<Request<'a>, NotAnApiPath> {
        let Self::Api { method, path, json, reply_limit } = self else { return Ok(sign_in.user_request()) };
        let mut request = sign_in.api_request(*method, path)?;
        if let Some(json) = json {
            request = request.json(json);
        }
        if let Some(bytes) = reply_limit {
            request = request.with_reply_limit(*bytes);
        }
        Ok(request)
    }
}

/// CATAPA's reply, and the tokens that it was given under.
pub(crate) struct Reply {
    tokens: Arc<Authorized<String>>,
    buffer: ReplyBuffer,
}

impl SignInWithCatapa {
    /// Asks once, and once more under another token if CATAPA answers 401 to this one: it has done nothing then.
    pub(crate) async fn ask(&self, key: &SessionKey, question: &ApiQuery<'_>) -> Result<Reply, SignInError> {
        let tokens = self.keeper().fresh(key).await?;
        let mut reply = self.ask_with(tokens, question).await?;
        let Err(SignInError::Api(ApiError::TokenRejected(proof))) = reply.body(self) else { return Ok(reply) };
        let tokens = self.keeper().rejected(key, proof).await?;
        self.ask_with(tokens, question).await
    }

    async fn ask_with(&self, tokens: Arc<Authorized<String>>, question: &ApiQuery<'_>) -> Result<Reply, SignInError> {
        let buffer = {
            let sign_in = self.client().resume_ref(&tokens).map_err(|_| NotFresh::NotOurs)?;
            let request = question.request(&sign_in).map_err(SignInError::Path)?;
            self.send_once(&request).await?
        };
        Ok(Reply { tokens, buffer })
    }

    /// Sends a request, once.
    pub(crate) async fn send_once(&self, request: &Request<'_>) -> Result<ReplyBuffer, SignInError> {
        let limit = request.reply_limit();
        send(request, |request| self.sender().send(request, limit)).await.map_err(SignInError::unsent)
    }
}

impl Reply {
    /// The HTTP status.
    pub(crate) fn status(&self) -> http::StatusCode {
        self.buffer.status()
    }

    /// The body of a success.
    pub(crate) fn body(&mut self, catapa: &SignInWithCatapa) -> Result<&[u8], SignInError> {
        let sign_in = catapa.client().resume_ref(&self.tokens).map_err(|_| NotFresh::NotOurs)?;
        Ok(sign_in.read_api(self.buffer.as_reply())?.body())
    }

    /// Who it is, if that was the question.
    pub(crate) fn profile(&mut self, catapa: &SignInWithCatapa) -> Result<Profile, SignInError> {
        let sign_in = catapa.client().resume_ref(&self.tokens).map_err(|_| NotFresh::NotOurs)?;
        let profile = Profile::from(&sign_in.read_user(self.buffer.as_reply())?);
        log::omitted(&profile);
        Ok(profile)
    }
}
