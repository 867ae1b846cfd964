//! The ways to misbehave.

use core::fmt::Display;
use core::time::Duration;

use crate::gate::Gate;
use crate::json::Edit;
use crate::settings::ClientCredentials;
use crate::wire::Wire;

mod connection;

/// One way to misbehave.
///
/// It starts as an answer *instead of* the true one ([`answer`](Fault::answer), [`silence`](Fault::silence),
/// [`close`](Fault::close), [`reset`](Fault::reset), [`refuse_stream`](Fault::refuse_stream) and others: the request is
/// not carried out, unless [`carried_out`](Fault::carried_out) says so), or as the true answer,
/// [`altered`](Fault::altered). Both take the rest:
///
/// ```
/// # use catapa_stand_in::Fault;
/// let down = Fault::answer(503).header("retry-after", "7").body("<h1>Back soon</h1>");
/// let lost_after_rotation = Fault::reset().carried_out();
/// let odd = Fault::altered().member("expires_in", r#""3600""#).without_member("refresh_token");
/// let two_in_one = Fault::altered().surplus("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
/// ```
///
/// Of the faults that say how the answer and its connection end ([`silence`](Fault::silence) to
/// [`ends_without_close_notify`](Fault::ends_without_close_notify)), an answer has one: the last one that was set.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    pub(crate) skips_the_work: bool,
    pub(crate) status: Option<u16>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) members: Vec<Edit>,
    pub(crate) padded_to: usize,
    pub(crate) delay: Duration,
    pub(crate) gate: Option<Gate>,
    pub(crate) wire: Wire,
    pub(crate) idle_gate: Option<Gate>,
    pub(crate) legacy_errors: bool,
    pub(crate) credentials: Option<ClientCredentials>,
    pub(crate) keeps_refresh_token: bool,
    pub(crate) opaque_access_token: bool,
    pub(crate) claims: Vec<Edit>,
    pub(crate) callback: Vec<CallbackEdit>,
    pub(crate) callback_error: Option<(String, Option<String>)>,
}

/// A change to one parameter of the callback.
#[derive(Clone, Debug)]
pub(crate) enum CallbackEdit {
    Set(String, String),
    Remove(String),
    Repeat(String, String),
}

/// Where a fault starts.
impl Fault {
    /// No fault: lets a request pass, so that a later one meets the next fault of the script.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The true answer, to be altered: the request is carried out.
    #[must_use]
    pub fn altered() -> Self {
        Self::default()
    }

    /// Another answer, without a body until it gets one. The request is not carried out.
    #[must_use]
    pub fn answer(status: u16) -> Self {
        Self { skips_the_work: true, status: Some(status), ..Self::default() }
    }

    /// 429 with `RateLimit-Reset`, and an error of CATAPA's own shape.
    #[must_use]
    pub fn too_many_requests(seconds: impl Display) -> Self {
        Self::answer(429)
            .header("ratelimit-reset", seconds)
            .json(r#"{"code":"TOO_MANY_REQUESTS","message":"Too many failed requests","status":429}"#)
    }

    /// An OAuth error of the token endpoint, such as `invalid_grant`.
    #[must_use]
    pub fn oauth_error(status: u16, error: &str) -> Self {
        Self::answer(status).json(serde_json::json!({ "error": error }))
    }

    /// Redirects the client. A client that follows a 307 repeats its `POST`, credentials included.
    #[must_use]
    pub fn redirect(status: u16, location: impl Display) -> Self {
        Self::answer(status).header("location", location)
    }

    /// The person comes back with this `error`, whatever their decision; for
    /// [`Path::Authorize`](crate::Path::Authorize) or [`Path::Consent`](crate::Path::Consent).
    #[must_use]
    pub fn callback_error(error: &str, description: Option<&str>) -> Self {
        Self { callback_error: Some((error.into(), description.map(Into::into))), ..Self::default() }
    }
}

/// Any answer.
impl Fault {
    /// Carries the request out, so that only the answer is lost or replaced.
    #[must_use]
    pub fn carried_out(mut self) -> Self {
        self.skips_the_work = false;
        self
    }

    /// Another status; the rest of the answer stays.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds a header, or replaces the one of this name: `Retry-After` or `RateLimit-Reset`, for instance.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.headers.push((name.into(), value.to_string()));
        self
    }

    /// Another body, of any type.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Another body, sent as JSON. The text is not checked.
    #[must_use]
    pub fn json(self, text: impl Display) -> Self {
        self.header("content-type", "application/json").body(text.to_string())
    }

    /// Another body, sent as HTML.
    #[must_use]
    pub fn html(self, text: &str) -> Self {
        self.header("content-type", "text/html; charset=utf-8").body(text)
    }

    /// Fills the body with spaces up to the given number of bytes. It is still the same JSON, and far too long.
    #[must_use]
    pub fn padded_to(mut self, bytes: usize) -> Self {
        self.padded_to = bytes;
        self
    }

    /// Answers after the given time, by the true clock. The request is carried out at once.
    #[must_use]
    pub fn delay(mut self, time: Duration) -> Self {
        self.delay = time;
        self
    }

    /// Answers when the test opens the gate. The request is carried out at once.
    #[must_use]
    pub fn held_by(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    /// Errors in the shape of Spring Boot: `{timestamp, status, error: "Unauthorized", message, path}`.
    #[must_use]
    pub fn legacy_errors(mut self) -> Self {
        self.legacy_errors = true;
        self
    }
}

/// A JSON answer, member by member. A value is JSON text: `3600`, `r#""3600""#`, `"null"`, `"1e400"`, `json!(..)`.
impl Fault {
    /// Sets a member, or adds it.
    #[must_use]
    pub fn member(mut self, name: &str, json: impl Display) -> Self {
        self.members.push(Edit::Set(name.into(), json.to_string()));
        self
    }

    /// Leaves a member out.
    #[must_use]
    pub fn without_member(mut self, name: &str) -> Self {
        self.members.push(Edit::Remove(name.into()));
        self
    }

    /// Adds a member, even where there is one of that name already.
    #[must_use]
    pub fn repeated_member(mut self, name: &str, json: impl Display) -> Self {
        self.members.push(Edit::Repeat(name.into(), json.to_string()));
        self
    }

    /// Does the reply have a usable refresh token? If not, the one that the client has must not be spent.
    pub(crate) fn gives_refresh_token(&self) -> bool {
        let empty = |json: &str| matches!(json.trim(), "null" | r#""""#);
        !self.members.iter().any(|edit| match edit {
            Edit::Remove(name) => name == "refresh_token",
            Edit::Set(name, json) => name == "refresh_token" && empty(json),
            Edit::Repeat(..) => false,
        })
    }
}

/// The token endpoint alone.
impl Fault {
    /// An access token that is not a JWT.
    #[must_use]
    pub fn opaque_access_token(mut self) -> Self {
        self.opaque_access_token = true;
        self
    }

    /// Sets a claim of the access token, such as `tenant`, to a JSON text.
    #[must_use]
    pub fn claim(mut self, name: &str, json: impl Display) -> Self {
        self.claims.push(Edit::Set(name.into(), json.to_string()));
        self
    }

    /// Leaves a claim out of the access token.
    #[must_use]
    pub fn without_claim(mut self, name: &str) -> Self {
        self.claims.push(Edit::Remove(name.into()));
        self
    }

    /// Turns rotation off: a refresh gives the same refresh token again, and it stays good.
    #[must_use]
    pub fn keeps_refresh_token(mut self) -> Self {
        self.keeps_refresh_token = true;
        self
    }

    /// Reads the Basic credentials in this way.
    #[must_use]
    pub fn client_credentials(mut self, credentials: ClientCredentials) -> Self {
        self.credentials = Some(credentials);
        self
    }
}

/// The callback, for [`Path::Consent`](crate::Path::Consent).
impl Fault {
    /// Sets a parameter, such as `iss`, or changes it, such as `state`.
    #[must_use]
    pub fn callback_parameter(mut self, name: &str, value: &str) -> Self {
        self.callback.push(CallbackEdit::Set(name.into(), value.into()));
        self
    }

    /// Leaves a parameter out.
    #[must_use]
    pub fn without_callback_parameter(mut self, name: &str) -> Self {
        self.callback.push(CallbackEdit::Remove(name.into()));
        self
    }

    /// Adds a parameter, even where there is one of that name already.
    #[must_use]
    pub fn repeated_callback_parameter(mut self, name: &str, value: &str) -> Self {
        self.callback.push(CallbackEdit::Repeat(name.into(), value.into()));
        self
    }
}
