//! Step 3 of 5. The callback was CATAPA's: there is a code, good once and for five minutes, and a claimed tenant.

use core::fmt;

use super::token_request::token_request;
use super::{Authorized, NotGranted, Sealed, SignIn, Step};
use crate::callback::Code;
use crate::client::{Client, Fingerprint};
use crate::random_text::RandomText;
use crate::refusal::ErrorCode;
use crate::reply::tokens::{Granted, Members, NoTokens};
use crate::reply::{BodyFault, MemberFault, Reply};
use crate::request::{Grant, Request};
use crate::tenant::ClaimedTenant;
use crate::time::UnixTime;

/// How long CATAPA takes a code, in seconds (the guide's FAQ).
const CODE_LIFETIME: u64 = 300;

/// A sign-in that has its code. It is a secret; its `Debug` is redacted.
///
/// It is not known yet who signs in, and nothing can be asked of CATAPA's API:
///
/// ```compile_fail,E0599
/// # use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};
/// fn ask(sign_in: SignIn<'_, HaveCode>, reply: Reply<'_>, now: UnixTime) {
///     let _ = sign_in.user_request();
/// }
/// ```
///
/// ```
/// # use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};
/// fn ask(sign_in: SignIn<'_, HaveCode>, reply: Reply<'_>, now: UnixTime) {
///     let Ok(sign_in) = sign_in.finish(reply, now) else { return };
///     let _ = sign_in.user_request();
/// }
/// ```
///
/// One code gives tokens once: the second reply finds no step, unless the first handed it back.
///
/// ```compile_fail,E0382
/// # use catapa_signin::{HaveCode, NotGranted, Reply, SignIn, UnixTime};
/// fn twice(sign_in: SignIn<'_, HaveCode>, first: Reply<'_>, second: Reply<'_>, now: UnixTime) {
///     let _ = sign_in.finish(first, now);
///     let _ = sign_in.finish(second, now);
/// }
/// ```
///
/// ```
/// # use catapa_signin::{HaveCode, NotGranted, Reply, SignIn, UnixTime};
/// fn twice(sign_in: SignIn<'_, HaveCode>, first: Reply<'_>, second: Reply<'_>, now: UnixTime) {
///     let client = sign_in.client();
///     let Err(NotGranted::RateLimited { step, .. }) = sign_in.finish(first, now) else { return };
///     let Ok(sign_in) = client.resume(step) else { return };
///     let _ = sign_in.finish(second, now);
/// }
/// ```
pub struct HaveCode {
    pub(crate) client: Fingerprint,
    pub(crate) code: Code,
    pub(crate) tenant: ClaimedTenant,
    pub(crate) verifier: Option<RandomText>,
    pub(crate) accepted_at: UnixTime,
}

impl HaveCode {
    /// The tenant that the callback named: only claimed.
    #[must_use]
    pub const fn tenant(&self) -> &ClaimedTenant {
        &self.tenant
    }

    /// When the callback was accepted.
    #[must_use]
    pub const fn accepted_at(&self) -> UnixTime {
        self.accepted_at
    }
}

impl<'c> SignIn<'c, HaveCode> {
    /// The request that trades the code for tokens. (The guide's step 4; RFC 6749, section 4.1.3.)
    ///
    /// It borrows: a connection that breaks cannot lose the code. Send it once, and give the reply to
    /// [`finish`](Self::finish). Where no reply comes at all, CATAPA may have spent the code: the sign-in is still
    /// here, and you decide whether to send it again; nothing sends it by itself.
    ///
    /// # Errors
    ///
    /// [`NotInTime`] once five minutes have passed, or where the clock ran back: a request that must fail counts against
    /// CATAPA's limit.
    pub fn token_request(&self, now: UnixTime) -> Result<Request<'_>, NotInTime> {
        code_request(self.client, &self.step, now)
    }

    /// Reads the reply to [`token_request`](Self::token_request). The tokens are slices of its body;
    /// [`to_owned_in`](SignIn::to_owned_in) copies them to where they can stay.
    ///
    /// # Errors
    ///
    /// [`NotGranted`] hands the step back wherever the code may still be good.
    #[inline(never)]
    pub fn finish<'b>(
        self,
        reply: Reply<'b>,
        now: UnixTime,
    ) -> Result<SignIn<'c, Authorized<&'b str>>, NotGranted<HaveCode>> {
        let tenant = self.step.tenant.clone();
        let mut members = Members::none();
        match members.read_tokens(reply, &self.client.scope, tenant.as_str()) {
            Ok(Granted { refresh_token: Some(""), .. }) => {
                let empty = BodyFault::Member { name: "refresh_token", fault: MemberFault::Empty };
                Err(NotGranted::unreadable(self.step, empty))
            }
            Ok(tokens) => authorized(self.client, &tenant, tokens, now),
            // The sign-in is over, and its step is not in the error.
            Err(NoTokens::Refused(code)) if code != ErrorCode::InvalidClient => {
                Err(NotGranted::Refused(members.refusal(code)))
            }
            Err(why) => Err(NotGranted::because(self.step, why, &members)),
        }
    }
}

pub(super) fn code_request<'a>(
    client: &'a Client,
    step: &'a HaveCode,
    now: UnixTime,
) -> Result<Request<'a>, NotInTime> {
    if now.age_of(step.accepted_at).is_none_or(|age| age >= CODE_LIFETIME) {
        return Err(NotInTime);
    }
    let grant = Grant::AuthorizationCode {
        code: step.code.0.expose(),
        redirect_uri: client.redirect_uri.as_str(),
        code_verifier: step.verifier.as_ref().map(RandomText::as_str),
    };
    Ok(token_request(client, step.tenant.as_str(), grant))
}

/// Out of line, as said in [`sign_in`](super).
#[inline(never)]
fn authorized<'c, 'b>(
    client: &'c Client,
    tenant: &ClaimedTenant,
    tokens: Granted<'b>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<&'b str>>, NotGranted<HaveCode>> {
    Ok(SignIn::with(client, Authorized::granted(client, tenant, tokens, now)?))
}

impl Step for HaveCode {
    const NAME: &'static str = "have_code";
}

impl Sealed for HaveCode {
    fn belongs_to(&self, client: &Client) -> bool {
        self.client == client.sign_in_fingerprint
    }
}

impl fmt::Debug for HaveCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HaveCode")
            .field("tenant", &self.tenant)
            .field("accepted_at", &self.accepted_at)
            .finish_non_exhaustive()
    }
}

/// The code is older than five minutes, so CATAPA would refuse it; or the clock ran back by more than a minute, so its age
/// is not known. The person signs in again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotInTime;

explain!(NotInTime {
    Self => ("code.too_old", Person, "this sign-in took too long"),
});
