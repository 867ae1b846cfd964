//! Calls to the CATAPA API for a session, under tokens that are valid now.

use core::fmt;
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::request::NotAnApiPath;
use catapa_signin::{ApiError, Authorized, Client, Method, Request, SignIn, User};
use catapa_signin_http::{ReplyBuffer, SendError, Sender as _, to_http};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::api_answer::ApiAnswer;
use crate::keeper::TokenKeeper;
use crate::not_answered::{NotAnswered, NotSerialized};
use crate::not_fresh::NotFresh;
use crate::session_key::SessionKey;

impl TokenKeeper {
    /// A call to the CATAPA API for a session: any path with its query, never a URL. It is sent by
    /// [`send`](ApiCall::send).
    pub const fn call<'a>(&'a self, key: &'a SessionKey, method: Method, path_and_query: &'a str) -> ApiCall<'a> {
        ApiCall { keeper: self, key, method, path_and_query, json: None, reply_limit: None }
    }

    /// Asks CATAPA who signed in, and gives the user to `read`, which takes what it needs. It repeats as a
    /// [call](ApiCall::send) does.
    ///
    /// # Errors
    ///
    /// [`NotAnswered`] says what is left.
    pub async fn who<R>(&self, key: &SessionKey, read: impl FnOnce(User<'_>) -> R) -> Result<R, NotAnswered> {
        let Answered { tokens, mut reply, .. } = self.ask(key, &Question::Who).await?;
        let user = resume(self.client(), &tokens)?.read_user(reply.as_reply())?;
        Ok(read(user))
    }

    /// Asks under a token that is valid now, and after a 401 once more under a newer one: CATAPA has done nothing then.
    async fn ask(&self, key: &SessionKey, question: &Question<'_>) -> Result<Answered, NotAnswered> {
        let mut answered = self.ask_under(self.fresh(key).await?, question).await?;
        let Some(proof) = answered.rejection(self.client())? else { return Ok(answered) };
        let newer = self.rejected(key, proof).await?;
        self.ask_under(newer, question).await
    }

    /// Sends one request.
    async fn ask_under(
        &self,
        tokens: Arc<Authorized<String>>,
        question: &Question<'_>,
    ) -> Result<Answered, NotAnswered> {
        let (request, limit) = {
            let sign_in = resume(self.client(), &tokens)?;
            let request = question.request(&sign_in)?;
            (to_http(&request).map_err(SendError::from)?, request.reply_limit())
        };
        let response = self.sender().send(request, limit).await?;
        let headers = response.headers().clone();
        Ok(Answered { tokens, headers, reply: ReplyBuffer::new(response, limit) })
    }
}

/// A call to the CATAPA API, to be sent.
#[must_use = "nothing is sent before `send`"]
pub struct ApiCall<'a> {
    keeper: &'a TokenKeeper,
    key: &'a SessionKey,
    method: Method,
    path_and_query: &'a str,
    json: Option<Result<Zeroizing<String>, NotSerialized>>,
    reply_limit: Option<usize>,
}

impl ApiCall<'_> {
    /// Sends `value` as the JSON body. For a text that is JSON already, use `serde_json::value::RawValue`.
    ///
    /// If the value cannot be written, [`send`](Self::send) says so and sends nothing.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let json = serde_json::to_string(value).map(Zeroizing::new).map_err(|_| NotSerialized);
        Self { json: Some(json), ..self }
    }

    /// Reads up to `bytes` of the answer's body; 65,536 by default. A longer answer is an error.
    pub fn reply_limit(self, bytes: usize) -> Self {
        Self { reply_limit: Some(bytes), ..self }
    }

    /// Sends the call under a token that is valid now, refreshed if it is due. If CATAPA answers 401, it has done nothing,
    /// so the call is sent once more under a newer token, and a second 401 is the answer. After anything else the call is
    /// not repeated: not after a 5xx, a time-out or a broken connection.
    ///
    /// If this future is dropped, the call may have been carried out.
    ///
    /// # Errors
    ///
    /// [`NotAnswered`] says what is left.
    pub async fn send(self) -> Result<ApiAnswer, NotAnswered> {
        let Self { keeper, key, method, path_and_query, json, reply_limit } = self;
        let json = json.transpose()?;
        let question = Question::Api { method, path_and_query, json: json.as_deref().map(String::as_str), reply_limit };
        let Answered { tokens, headers, mut reply } = keeper.ask(key, &question).await?;
        let status = reply.status();
        let answer = resume(keeper.client(), &tokens)?.read_api(reply.as_reply())?;
        Ok(ApiAnswer::new(status, headers, answer.body()))
    }
}

impl fmt::Debug for ApiCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiCall").field("method", &self.method).finish_non_exhaustive()
    }
}

/// What is asked.
enum Question<'a> {
    /// Who signed in.
    Who,
    /// Anything of the API.
    Api { method: Method, path_and_query: &'a str, json: Option<&'a str>, reply_limit: Option<usize> },
}

impl Question<'_> {
    fn request<'a>(&'a self, sign_in: &'a SignIn<'_, Authorized<&str>>) -> Result<Request<'a>, NotAnApiPath> {
        let Self::Api { method, path_and_query, json, reply_limit } = self else { return Ok(sign_in.user_request()) };
        let mut request = sign_in.api_request(*method, path_and_query)?;
        if let Some(json) = json {
            request = request.json(json);
        }
        if let Some(bytes) = reply_limit {
            request = request.with_reply_limit(*bytes);
        }
        Ok(request)
    }
}

/// CATAPA's reply, and the tokens under which it was asked.
struct Answered {
    tokens: Arc<Authorized<String>>,
    headers: HeaderMap,
    reply: ReplyBuffer,
}

impl Answered {
    /// The proof that CATAPA rejected the token, if it did.
    fn rejection(&mut self, client: &Client) -> Result<Option<TokenRejected>, NotFresh> {
        // Reading any other reply may change its body.
        if self.reply.status() != StatusCode::UNAUTHORIZED {
            return Ok(None);
        }
        match resume(client, &self.tokens)?.read_api(self.reply.as_reply()) {
            Err(ApiError::TokenRejected(proof)) => Ok(Some(proof)),
            _ => Ok(None),
        }
    }
}

/// The keeper hands out tokens of its own client alone.
fn resume<'s>(client: &'s Client, tokens: &'s Authorized<String>) -> Result<SignIn<'s, Authorized<&'s str>>, NotFresh> {
    client.resume_ref(tokens).map_err(|_| NotFresh::NotOurs)
}
