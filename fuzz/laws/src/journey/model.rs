//! The protocol on one page: what is known at each step, and what each event makes of it.

use std::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fuzzing::callback::{Judge, Verdict};
use crate::fuzzing::generate::{Answer, Callback, NamedTenant, NewRefreshToken, Operation, TokenLifetime};
use crate::fuzzing::world::TENANT;

/// The code of every callback.
pub(super) const CODE: &str = "c0de";

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

    /// While it is shut, no tenant that it knows is welcome.
    pub(super) fn after(self, operation: Operation, shut: bool, now: &mut u64, serial: u32) -> Self {
        match operation {
            Operation::Begin => Self::Pending { serial, since: *now },
            Operation::Forward(secs) => {
                *now += secs;
                self
            }
            Operation::Back(secs) => {
                *now -= secs;
                self
            }
            Operation::Callback(callback) => self.called_back(callback, shut, *now),
            Operation::Answer(answer) => self.answered(answer, shut, *now, serial),
            Operation::Look => self.looked_at(*now),
            Operation::Reject => self.without_access(),
            Operation::SaveAndResume | Operation::Use | Operation::RejectOld | Operation::ChangeList => self,
        }
    }

    fn called_back(self, callback: Callback, shut: bool, now: u64) -> Self {
        let Self::Pending { serial, since } = self else { return self };
        let csrf_token = csrf_token(serial);
        let judge = Judge { csrf_token: &csrf_token, issuer: None, welcome: shut.then_some(&[]) };
        match judge.on(&callback.query(&csrf_token, CODE, TENANT)) {
            Verdict::NotOurs => self,
            Verdict::Granted { tenant, .. } if age(since, now).is_some_and(|age| age < 600) => {
                Self::Code { tenant, since: now.max(since) }
            }
            _ => Self::Nothing,
        }
    }

    fn answered(self, answer: Answer, shut: bool, now: u64, serial: u32) -> Self {
        let (tenant, old, expired) = match &self {
            // Too old a code is not sent.
            Self::Code { tenant, since } if age(*since, now).is_some_and(|age| age < 300) => (tenant, None, false),
            Self::Expired { tenant, refresh } => (tenant, Some(refresh), true),
            _ => return self,
        };
        let Answer::Tokens { tenant: named, refresh_token, lifetime } = answer else {
            return if matches!(answer, Answer::GrantRefused) { Self::Nothing } else { self };
        };
        let refresh = match refresh_token {
            NewRefreshToken::New => Some(std::format!("refresh-{serial}")),
            NewRefreshToken::Empty if !expired => return self,
            _ => old.cloned(),
        };
        if shut || named != NamedTenant::Same {
            return Self::Nothing;
        }
        let end = match lifetime {
            TokenLifetime::Hour | TokenLifetime::HourAsText => Some(now + 3_600),
            TokenLifetime::Short => Some(now + 10),
            TokenLifetime::Unknown => None,
        };
        let access = Answer::access_token(named, tenant, serial);
        Self::Tokens { tenant: tenant.clone(), access, refresh, since: now, end }
    }

    fn looked_at(self, now: u64) -> Self {
        let Self::Tokens { since, end, .. } = &self else { return self };
        let is_due = |end: u64| now >= end - u64::min(60, (end - since) / 2);
        if age(*since, now).is_none() || end.is_some_and(is_due) { self.without_access() } else { self }
    }

    fn without_access(self) -> Self {
        match self {
            Self::Tokens { tenant, refresh: Some(refresh), .. } => Self::Expired { tenant, refresh },
            Self::Tokens { refresh: None, .. } => Self::Nothing,
            other => other,
        }
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

/// Seconds since a moment; `None` if the clock ran back further than it may.
fn age(since: u64, now: u64) -> Option<u64> {
    (now + 60 >= since).then_some(now.saturating_sub(since))
}
