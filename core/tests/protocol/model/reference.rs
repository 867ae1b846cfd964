//! The reference: the protocol in plain numbers, which shares nothing with the code that it judges.

use super::{Came, Event, Named, Said};

/// A second of the year 9999: no moment is later.
pub(super) const LAST: i128 = 253_402_300_799;

/// All that can be seen of a sign-in from without.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    AwaitingCallback { started_at: i128 },
    HaveCode { accepted_at: i128 },
    Authorized { access: String, refresh: Option<String>, granted_at: i128, expires_at: Option<i128> },
    Expired { refresh: String },
    Over,
}

/// What an event says for itself (the code of its error; empty if there is none), and what can be seen after it. What
/// makes no sense at a step does not compile, so it changes nothing.
pub(super) fn expected(before: Seen, event: &Event, now: i128) -> (&'static str, Seen) {
    use Seen::{AwaitingCallback, HaveCode};
    match (before, event) {
        (AwaitingCallback { started_at }, Event::Callback(came)) => match came {
            Came::Forged => ("callback.not_ours.other_csrf_token", AwaitingCallback { started_at }),
            _ if is_past(started_at, 600, now) => ("callback.too_late", Seen::Over),
            Came::Granted => ("", HaveCode { accepted_at: now.max(started_at) }),
            Came::Denied => ("refused.access_denied", Seen::Over),
            Came::Empty => ("callback.neither_code_nor_error", Seen::Over),
            Came::Unwelcome => ("callback.tenant_not_welcome", Seen::Over),
        },
        (HaveCode { accepted_at }, Event::Ask) => {
            (if is_past(accepted_at, 300, now) { "code.too_old" } else { "" }, HaveCode { accepted_at })
        }
        (HaveCode { accepted_at }, Event::Reply(Said::Tokens { refresh: Some(""), .. })) => {
            ("reply.member", HaveCode { accepted_at })
        }
        (before @ (HaveCode { .. } | Seen::Expired { .. }), Event::Reply(said)) => answered(before, said, now),
        (Seen::Authorized { access, refresh, granted_at, expires_at }, event) => {
            let ends = match event {
                Event::Ask => is_due(granted_at, expires_at, now),
                Event::Rejected { ours } => *ours,
                _ => false,
            };
            match (ends, refresh) {
                (false, refresh) => ("", Seen::Authorized { access, refresh, granted_at, expires_at }),
                (true, Some(refresh)) => ("", Seen::Expired { refresh }),
                (true, None) => ("", Seen::Over),
            }
        }
        (before, _) => ("", before),
    }
}

fn answered(before: Seen, said: &Said, now: i128) -> (&'static str, Seen) {
    let old = match &before {
        Seen::Expired { refresh } => Some(refresh.clone()),
        _ => None,
    };
    match said {
        Said::Wait if old.is_some() => ("refresh.rate_limited", before),
        Said::Wait => ("token.rate_limited", before),
        Said::NotThisClient => ("refused.invalid_client", before),
        Said::Fault => ("reply.status", before),
        Said::CutShort => ("reply.cut_short", before),
        Said::No => ("refused.invalid_grant", Seen::Over),
        Said::Tokens { tenant: Named::Another, .. } => ("tenant.differs", Seen::Over),
        Said::Tokens { tenant: Named::Nobody, .. } => ("tenant.not_named", Seen::Over),
        Said::Tokens { tenant: Named::Ours, access, refresh, expires_in } => {
            let new = refresh.filter(|refresh| !refresh.is_empty()).map(str::to_owned);
            let expires_in = expires_in.map(i128::from).filter(|secs| *secs < 1 << 32);
            let expires_at = expires_in.map(|secs| (now + secs).min(LAST));
            ("", Seen::Authorized { access: super::token(access), refresh: new.or(old), granted_at: now, expires_at })
        }
    }
}

/// Clocks may differ by a minute; one that ran back further makes everything too old.
fn ran_back(recorded: i128, now: i128) -> bool {
    now < recorded - 60
}

fn is_past(recorded: i128, lifetime: i128, now: i128) -> bool {
    ran_back(recorded, now) || now >= recorded + lifetime
}

/// A minute before its end, or half-way to it if that is later.
fn is_due(granted_at: i128, expires_at: Option<i128>, now: i128) -> bool {
    let due_at = expires_at.map(|end| end - ((end - granted_at) / 2).min(60));
    ran_back(granted_at, now) || due_at.is_some_and(|due_at| now.max(granted_at) >= due_at)
}
