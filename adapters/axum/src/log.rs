//! What is logged: codes, causes and tenants; never a code, a token, a cookie, or what somebody else wrote.

use core::error::Error;
use core::fmt;

use catapa_signin::{Blame, Explain as _};
use catapa_signin_tokens::NotFresh;

use crate::profile::Profile;
use crate::sign_in_error::SignInError;

pub(crate) fn failed(failure: &SignInError) {
    let (code, cause) = (failure.code(), Causes(failure));
    match failure.blame() {
        Blame::Stranger | Blame::Person => tracing::info!(code, "{failure}"),
        Blame::Caller => tracing::error!(code, %cause, "{failure}"),
        _ => tracing::warn!(code, %cause, "{failure}"),
    }
}

/// Something was left undone that does not keep the person waiting.
pub(crate) fn left_undone(what: &str, failure: &SignInError) {
    tracing::warn!(code = failure.code(), cause = %Causes(failure), "{what}: {failure}");
}

/// CATAPA told who somebody is, and not all of it could be kept.
pub(crate) fn omitted(profile: &Profile) {
    let omitted = profile.omitted;
    if !omitted.is_empty() {
        tracing::warn!(tenant = profile.tenant.as_str(), ?omitted, "a profile is not all that CATAPA sent");
    }
}

/// What lies behind a failure of a machine: no connection, no disk. What CATAPA wrote is not among it.
struct Causes<'a>(&'a SignInError);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_a_machine = matches!(
            self.0,
            SignInError::Unreachable(_)
                | SignInError::NoReply(_)
                | SignInError::NotKept(_)
                | SignInError::Session(_)
                | SignInError::NotFresh(NotFresh::NotSent(_) | NotFresh::Store(_) | NotFresh::NoEntropy(_))
        );
        let mut cause = self.0.source().filter(|_| of_a_machine);
        while let Some(why) = cause {
            write!(f, "{why}")?;
            cause = why.source();
            if cause.is_some() {
                f.write_str(": ")?;
            }
        }
        Ok(())
    }
}
