//! The outcome of a request, in words that are the same for every adapter.

use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{Ambiguity, RetryAfter};
use catapa_signin::{ApiError, Explain as _, NotGranted, NotRefreshed, TokenText};
use catapa_signin_http::SendError;

use crate::adapter::Ready;
use crate::world::{NOW, World};

impl World {
    /// Trades the code once, and says what came of it and what is left.
    pub fn exchange(&self, adapter: &Ready) -> String {
        let have_code = self.have_code();
        let sent = adapter.send(&have_code.token_request(self.now()).expect("a fresh code"));
        let mut reply = match sent {
            Ok(reply) => reply,
            Err(why) => return format!("{}, code kept", no_reply(&why)),
        };
        match have_code.finish(reply.as_reply(), self.now()) {
            Ok(_) => "granted".to_owned(),
            Err(NotGranted::RateLimited { retry_after, .. }) => format!("{}, code kept", rate_limited(retry_after)),
            Err(NotGranted::ClientRefused { .. }) => "the client is refused, code kept".to_owned(),
            Err(NotGranted::Ambiguous { why, .. }) => format!("{}, code kept", unclear(&why)),
            Err(NotGranted::Refused(refusal)) => format!("refused: {}, over", refusal.error_code().as_str()),
            Err(NotGranted::TenantRefused(why)) => tenant_refused(why),
            Err(other) => other.to_string(),
        }
    }

    /// Refreshes once, and says what came of it and what is left.
    pub fn refresh(&self, adapter: &Ready) -> String {
        let expired = self.expired(adapter);
        let mut reply = match adapter.send(&expired.refresh_request()) {
            Ok(reply) => reply,
            Err(why) => return format!("{}, refresh token kept", no_reply(&why)),
        };
        match expired.finish(reply.as_reply(), self.now()) {
            Ok(_) => "refreshed".to_owned(),
            Err(why) => not_refreshed(why),
        }
    }

    /// Asks once who signed in, and says what came of it.
    pub fn ask_who(&self, adapter: &Ready) -> String {
        let authorized = self.authorized(adapter);
        let mut reply = match adapter.send(&authorized.user_request()) {
            Ok(reply) => reply,
            Err(why) => return no_reply(&why),
        };
        match authorized.read_user(reply.as_reply()) {
            Ok(user) => format!("it is {}", user.id()),
            Err(ApiError::RateLimited { retry_after }) => rate_limited(retry_after),
            Err(ApiError::Status { status, .. }) => format!("api.status {status}"),
            Err(why) => why.code().to_owned(),
        }
    }
}

fn not_refreshed<T: TokenText>(why: NotRefreshed<T>) -> String {
    match why {
        NotRefreshed::RateLimited { retry_after, .. } => format!("{}, refresh token kept", rate_limited(retry_after)),
        NotRefreshed::ClientRefused { .. } => "the client is refused, refresh token kept".to_owned(),
        NotRefreshed::Ambiguous { why, .. } => format!("{}, refresh token kept", unclear(&why)),
        NotRefreshed::Refused(refusal) => format!("refused: {}, over", refusal.error_code().as_str()),
        NotRefreshed::TenantRefused(why) => tenant_refused(why),
        other => other.to_string(),
    }
}

fn no_reply(why: &SendError) -> String {
    match why {
        SendError::NotSent(_) => "not sent".to_owned(),
        SendError::Ambiguous(_) => "no reply".to_owned(),
        other => other.to_string(),
    }
}

fn unclear(why: &Ambiguity) -> String {
    match why {
        Ambiguity::Status { status, .. } => format!("unclear: {} {status}", why.code()),
        why => format!("unclear: {}", why.code()),
    }
}

fn rate_limited(retry_after: RetryAfter) -> String {
    format!("wait {} s", retry_after.secs(catapa_signin::UnixTime::from_secs(NOW)))
}

fn tenant_refused(why: TenantRefusal) -> String {
    format!("refused: {}, over", why.code())
}
