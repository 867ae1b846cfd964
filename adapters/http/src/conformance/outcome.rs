//! The outcome of a request, in words that are the same for every client.

use catapa_signin::error::TenantRefusal;
use catapa_signin::reply::{Ambiguity, RetryAfter};
use catapa_signin::{ApiError, Authorized, Explain as _, HaveCode, NotGranted, NotRefreshed, SignIn, TokenText};

use super::ready::Ready;
use super::world::{NOW, World};
use crate::SendError;

/// The request that a rule is about was not reached.
const NO_TOKENS: &str = "no tokens were granted before";

impl World {
    /// Trades a code once, and says what came of it and what is left.
    pub(super) async fn exchange(&self, ready: &Ready) -> String {
        trade(self.have_code(), ready).await
    }

    /// Refreshes once, with tokens that `before` has asked for, and says what came of it and what is left.
    pub(super) async fn refresh(&self, before: &Ready, ready: &Ready) -> String {
        let Some(expired) = self.expired(before).await else { return NO_TOKENS.to_owned() };
        let mut reply = match ready.send(&expired.refresh_request()).await {
            Ok(reply) => reply,
            Err(why) => return format!("{}, refresh token kept", no_reply(&why)),
        };
        match expired.finish(reply.as_reply(), NOW) {
            Ok(_) => "refreshed".to_owned(),
            Err(why) => not_refreshed(why),
        }
    }

    /// Asks once who signed in, with tokens that `before` has asked for, and says what came of it.
    pub(super) async fn ask_who(&self, before: &Ready, ready: &Ready) -> String {
        match self.authorized(before).await {
            Some(authorized) => who(&authorized, ready).await,
            None => NO_TOKENS.to_owned(),
        }
    }
}

/// Trades this code once, and says what came of it and what is left.
pub(super) async fn trade(have_code: SignIn<'_, HaveCode>, ready: &Ready) -> String {
    let Ok(request) = have_code.token_request(NOW) else { return "too late".to_owned() };
    let mut reply = match ready.send(&request).await {
        Ok(reply) => reply,
        Err(why) => return format!("{}, code kept", no_reply(&why)),
    };
    match have_code.finish(reply.as_reply(), NOW) {
        Ok(_) => "granted".to_owned(),
        Err(NotGranted::RateLimited { retry_after, .. }) => format!("{}, code kept", rate_limited(retry_after)),
        Err(NotGranted::ClientRefused { .. }) => "the client is refused, code kept".to_owned(),
        Err(NotGranted::Ambiguous { why, .. }) => format!("{}, code kept", unclear(&why)),
        Err(NotGranted::Refused(refusal)) => format!("refused: {}, over", refusal.error_code().as_str()),
        Err(NotGranted::TenantRefused(why)) => tenant_refused(why),
        Err(other) => other.to_string(),
    }
}

/// Asks once who signed in, and says what came of it.
pub(super) async fn who(authorized: &SignIn<'_, Authorized<String>>, ready: &Ready) -> String {
    let mut reply = match ready.send(&authorized.user_request()).await {
        Ok(reply) => reply,
        Err(why) => return no_reply(&why).to_owned(),
    };
    match authorized.read_user(reply.as_reply()) {
        Ok(user) => format!("it is {}", user.id()),
        Err(ApiError::RateLimited { retry_after }) => rate_limited(retry_after),
        Err(ApiError::Status { status, .. }) => format!("api.status {status}"),
        Err(why) => why.code().to_owned(),
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

pub(super) const fn no_reply(why: &SendError) -> &'static str {
    match why {
        SendError::NotSent(_) => "not sent",
        SendError::Ambiguous(_) => "no reply",
    }
}

fn unclear(why: &Ambiguity) -> String {
    match why {
        Ambiguity::Status { status, .. } => format!("unclear: {} {status}", why.code()),
        why => format!("unclear: {}", why.code()),
    }
}

fn rate_limited(retry_after: RetryAfter) -> String {
    format!("wait {} s", retry_after.secs(NOW))
}

fn tenant_refused(why: TenantRefusal) -> String {
    format!("refused: {}, over", why.code())
}
