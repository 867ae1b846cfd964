//! The protocol on one page, in plain numbers: what can be seen at each step, and what each event makes of it.
//!
//! It shares no reckoning with the code that it judges: the callback is read by a judge, and time is plain seconds.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::callback::{Fault, Stray};

use crate::generate::{Answer, Callback, Fate, NamedTenant, NewRefreshToken, Operation};
use crate::judge::callback::{Judge, Verdict};
use crate::world::{LISTED, TENANT};

/// The last second of the year 9999: no moment is later.
pub(super) const LAST: u64 = 253_402_300_799;
/// The code of every callback.
pub(super) const CODE: &str = "c0de";

/// The code of an error, if there was one, and what can be seen after it.
type After = (Option<&'static str>, Model);

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Model {
    /// Not begun, or over.
    Nothing,
    Pending {
        serial: u32,
        since: u64,
    },
    Code {
        tenant: String,
        since: u64,
    },
    Tokens {
        tenant: String,
        access: String,
        refresh: Option<String>,
        since: u64,
        end: Option<u64>,
    },
    Expired {
        tenant: String,
        refresh: String,
    },
}

impl Model {
    /// The name of the step.
    pub(super) const fn step(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Pending { .. } => "pending",
            Self::Code { .. } => "code",
            Self::Tokens { .. } => "tokens",
            Self::Expired { .. } => "expired",
        }
    }

    /// While it is shut, no tenant that it knows is welcome. What makes no sense at a step changes nothing.
    pub(super) fn after(self, operation: Operation, shut: bool, now: u64, serial: u32) -> After {
        match operation {
            Operation::Begin => (None, Self::Pending { serial, since: now }),
            Operation::Callback(callback) => self.called_back(callback, shut, now),
            Operation::Answer(answer) => self.answered(answer, shut, now, serial),
            Operation::Look => self.looked_at(now),
            Operation::Reject => (None, self.without_access()),
            Operation::SaveAndResume
            | Operation::Use
            | Operation::RejectOld
            | Operation::ChangeList
            | Operation::Forward(_)
            | Operation::Back(_) => (None, self),
        }
    }

    fn called_back(self, callback: Callback, shut: bool, now: u64) -> After {
        let Self::Pending { serial, since } = self else { return (None, self) };
        let csrf_token = csrf_token(serial);
        let welcome: &[&str] = if shut { &[] } else { &LISTED };
        let judge = Judge { csrf_token: &csrf_token, issuer: None, welcome: Some(welcome) };
        match judge.on(&callback.query(&csrf_token, CODE, TENANT)) {
            Verdict::NotOurs(why) => (Some(of_stray(why)), self),
            _ if is_past(since, 600, now) => (Some("callback.too_late"), Self::Nothing),
            Verdict::Granted { tenant, .. } => (None, Self::Code { tenant, since: now.max(since) }),
            Verdict::Denied { .. } => (Some("refused.access_denied"), Self::Nothing),
            Verdict::Unusable(why) => (Some(of_fault(why)), Self::Nothing),
        }
    }

    fn answered(self, answer: Answer, shut: bool, now: u64, serial: u32) -> After {
        let (tenant, old, fate) = match &self {
            Self::Code { tenant, .. } => (tenant, None, answer.of_exchange()),
            Self::Expired { tenant, refresh } => (tenant, Some(refresh), answer.of_refresh()),
            _ => return (None, self),
        };
        match (fate, answer) {
            // The list is asked before the token.
            (Fate::Granted | Fate::Over, Answer::Tokens { .. }) if shut => (Some("tenant.not_welcome"), Self::Nothing),
            (Fate::Granted, Answer::Tokens { tenant: named, refresh_token, lifetime }) => {
                let refresh = match refresh_token {
                    NewRefreshToken::New => Some(format!("refresh-{serial}")),
                    NewRefreshToken::Repeated => Some("refresh-0".into()),
                    NewRefreshToken::Absent | NewRefreshToken::Null | NewRefreshToken::Empty => old.cloned(),
                };
                let access = Answer::access_token(named, tenant, serial);
                let end = lifetime.secs().map(|secs| (now + secs).min(LAST));
                (None, Self::Tokens { tenant: tenant.clone(), access, refresh, since: now, end })
            }
            (Fate::Over, _) => (Some(of_answer(answer, old.is_some())), Self::Nothing),
            _ => (Some(of_answer(answer, old.is_some())), self),
        }
    }

    fn looked_at(self, now: u64) -> After {
        match &self {
            Self::Code { since, .. } => (is_past(*since, 300, now).then_some("code.too_old"), self),
            Self::Tokens { since, end, .. } if is_due(*since, *end, now) => (None, self.without_access()),
            _ => (None, self),
        }
    }

    fn without_access(self) -> Self {
        match self {
            Self::Tokens { tenant, refresh: Some(refresh), .. } => Self::Expired { tenant, refresh },
            Self::Tokens { refresh: None, .. } => Self::Nothing,
            other => other,
        }
    }
}

fn of_stray(why: Stray) -> &'static str {
    match why {
        Stray::TooLong => "callback.not_ours.too_long",
        Stray::BadEscape => "callback.not_ours.bad_escape",
        Stray::Duplicate => "callback.not_ours.duplicate",
        Stray::NoCsrfToken => "callback.not_ours.no_csrf_token",
        Stray::OtherCsrfToken => "callback.not_ours.other_csrf_token",
        other => panic!("{other:?} without an issuer"),
    }
}

fn of_fault(why: Fault) -> &'static str {
    match why {
        Fault::CodeAndError => "callback.code_and_error",
        Fault::NeitherCodeNorError => "callback.neither_code_nor_error",
        Fault::BadCode => "callback.bad_code",
        Fault::NoTenant => "callback.no_tenant",
        Fault::BadTenant => "callback.bad_tenant",
        Fault::TenantNotWelcome => "callback.tenant_not_welcome",
        other => panic!("{other:?} of a callback that was generated"),
    }
}

/// The code of an answer that brings no tokens to be used.
const fn of_answer(answer: Answer, is_refresh: bool) -> &'static str {
    match answer {
        Answer::Tokens { refresh_token: NewRefreshToken::Empty, .. } if !is_refresh => "reply.member",
        Answer::Tokens { tenant: NamedTenant::None, .. } => "tenant.not_named",
        Answer::Tokens { .. } => "tenant.differs",
        Answer::RateLimited => "token.rate_limited",
        Answer::ClientRefused => "refused.invalid_client",
        Answer::GrantRefused => "refused.invalid_grant",
        Answer::ServerError | Answer::Down | Answer::Redirect => "reply.status",
        Answer::Page | Answer::Truncated => "reply.not_json",
        Answer::CutShort => "reply.cut_short",
    }
}

/// The CSRF token of the sign-in that began with this number.
pub(super) fn csrf_token(serial: u32) -> String {
    URL_SAFE_NO_PAD.encode([entropy(serial); 32])
}

/// The byte that its entropy is made of.
pub(super) fn entropy(serial: u32) -> u8 {
    serial.to_be_bytes()[3]
}

/// Clocks may differ by a minute; one that ran back further makes everything too old.
const fn ran_back(since: u64, now: u64) -> bool {
    now + 60 < since
}

const fn is_past(since: u64, lifetime: u64, now: u64) -> bool {
    ran_back(since, now) || now >= since + lifetime
}

/// A minute before its end, or half-way to it if that is later.
fn is_due(since: u64, end: Option<u64>, now: u64) -> bool {
    let due = end.map(|end| end - u64::min(60, (end - since) / 2));
    ran_back(since, now) || due.is_some_and(|due| now.max(since) >= due)
}
