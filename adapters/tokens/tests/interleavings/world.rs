//! What the processes share: a store that loses answers, a CATAPA that rotates refresh tokens, and time.

use catapa_signin::UnixTime;
use catapa_signin_tokens::Version;
use catapa_signin_tokens::lease::{Answer, KeptStep, Lease, Record};

use crate::laws::Law;
use crate::model::Bounds;

/// Tokens are numbers: 0 is due, 1 was bought with 0, and so on. A refresh token has the number of its tokens.
pub(crate) type Session = Record<u32, u32>;

/// How many faults the store has for a swap.
pub(crate) const STORE_FAULTS: usize = 5;

/// How far clocks may differ, in seconds.
const SKEW: u64 = 60;

pub(crate) struct World {
    pub(crate) shared: Shared,
    pub(crate) broken_law: Option<Law>,
    /// The only law to check; `None` checks all.
    pub(crate) watched: Option<Law>,
    pub(crate) log: Option<Vec<String>>,
    ahead: i64,
}

/// Everything in the world that decides what happens next.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shared {
    pub(crate) faults_left: usize,
    pub(crate) ticks_left: usize,
    pub(crate) time: u64,
    pub(crate) record: Option<(Version, Session)>,
    versions: u64,
    /// Swaps that were given up but may still arrive.
    pub(crate) delayed: Vec<(Version, Option<Session>)>,
    /// Tokens that were in the store at some time.
    pub(crate) stored: Vec<u32>,
    /// The refresh token that CATAPA accepts.
    good: u32,
    /// CATAPA refuses it from now on.
    pub(crate) is_over: bool,
    /// What was sent, and not answered with 429.
    pub(crate) sent: Vec<Sending>,
    /// A reply was unclear or lost, or a lease was taken over.
    pub(crate) in_doubt: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Sending {
    token: u32,
    by: usize,
}

/// The store's answer to a swap.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Swapped {
    Done(Option<Version>),
    Conflict,
    Failed { may_have_happened: bool },
}

/// CATAPA's answer, on its way back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Reply {
    Granted(u32),
    Refused,
    Wait,
    NotSent,
    /// It came from a proxy: CATAPA has seen nothing.
    Ambiguous,
    /// CATAPA granted new tokens, but the reply is lost.
    Lost,
}

impl World {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let shared = Shared {
            faults_left: bounds.faults,
            ticks_left: bounds.ticks,
            time: 1_000_000,
            record: Some((Version::new(0), Record::new(0))),
            versions: 0,
            delayed: Vec::new(),
            stored: vec![0],
            good: 0,
            is_over: false,
            sent: Vec::new(),
            in_doubt: false,
        };
        Self { shared, broken_law: None, watched: None, log: None, ahead: bounds.ahead }
    }

    pub(crate) fn require(&mut self, holds: bool, law: Law) {
        if !holds && self.watched.is_none_or(|watched| watched == law) {
            self.broken_law.get_or_insert(law);
        }
    }

    pub(crate) fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            log.push(line());
        }
    }

    pub(crate) fn pass(&mut self, secs: u64) {
        self.note(|| format!("{secs} seconds pass"));
        self.shared.time += secs;
    }

    /// A caller sees these tokens.
    pub(crate) fn show(&mut self, tokens: u32) {
        self.require(self.shared.stored.contains(&tokens), Law::NobodySeesATokenThatIsNotStored);
    }

    pub(crate) fn swap(&mut self, expected: Version, new: Option<Session>, fault: usize) -> Swapped {
        match fault {
            0 => match self.apply(expected, new) {
                Some(version) => Swapped::Done(version),
                None => Swapped::Conflict,
            },
            1 => Swapped::Failed { may_have_happened: false },
            2 => Swapped::Failed { may_have_happened: true },
            3 => {
                self.apply(expected, new);
                Swapped::Failed { may_have_happened: true }
            }
            4 => {
                self.shared.delayed.push((expected, new));
                Swapped::Failed { may_have_happened: true }
            }
            // A client that tries twice and reports only its second try.
            _ => {
                self.apply(expected, new);
                Swapped::Conflict
            }
        }
    }

    pub(crate) fn arrive(&mut self, index: usize) {
        let (expected, new) = self.shared.delayed.remove(index);
        let has_swapped = self.apply(expected, new.clone()).is_some();
        self.note(|| format!("a late swap arrives ({has_swapped}): {new:?}"));
    }

    fn apply(&mut self, expected: Version, new: Option<Session>) -> Option<Option<Version>> {
        let is_there = self.shared.record.as_ref().is_some_and(|(version, _)| *version == expected);
        is_there.then(|| self.put(new))
    }

    /// Swaps without comparing.
    pub(crate) fn put(&mut self, new: Option<Session>) -> Option<Version> {
        let old = self.shared.record.take();
        match (&old, &new) {
            (_, None) => self.require(self.shared.is_over, Law::OnlyARefusalEndsASession),
            (Some((_, old)), Some(new)) => {
                self.require(number(old) <= number(new), Law::NoStoredTokenGivesWayToAnOlderOne);
                if let Some(lease) = taken_over(old, new) {
                    self.require(self.has_ended(lease), Law::NoLeaseIsTakenOverBeforeItsEnd);
                    self.shared.in_doubt = true;
                }
            }
            (None, Some(_)) => {}
        }
        if let Some(Record { step: KeptStep::Authorized(tokens), .. }) = new {
            self.shared.stored.push(tokens);
        }
        self.shared.versions += 1;
        self.shared.record = new.map(|new| (Version::new(self.shared.versions), new));
        self.shared.record.as_ref().map(|(version, _)| *version)
    }

    /// Has a lease ended by its holder's clock? A clock that is far off proves nothing.
    fn has_ended(&self, lease: Lease) -> bool {
        let ahead = if lease.fence.0[0] == 1 { self.ahead } else { 0 };
        self.ahead.unsigned_abs() > SKEW || lease.until.as_secs() <= self.shared.time.saturating_add_signed(ahead)
    }

    /// Sends a request to CATAPA, or makes one of the faults happen.
    pub(crate) fn send(&mut self, by: usize, is_decided: bool, token: u32, fault: usize) -> Reply {
        let fault = fault.checked_sub(1).and_then(|fault| Reply::FAULTS.get(fault).copied());
        if fault == Some(Reply::NotSent) {
            return Reply::NotSent;
        }
        let is_new = self.shared.sent.iter().all(|sending| sending.token != token);
        self.require(is_new || is_decided, Law::NoRefreshTokenIsSentTwice);
        self.shared.sent.push(Sending { token, by });
        match fault {
            Some(Reply::Lost) => {
                self.grant(token);
                self.shared.in_doubt = true;
                Reply::Lost
            }
            Some(Reply::Refused) => {
                self.shared.is_over = true;
                Reply::Refused
            }
            Some(reply) => {
                self.shared.in_doubt |= reply == Reply::Ambiguous;
                reply
            }
            None => self.grant(token),
        }
    }

    /// The sender has read that CATAPA did not look at its last request.
    pub(crate) fn forgive(&mut self, by: usize) {
        if let Some(last) = self.shared.sent.iter().rposition(|sending| sending.by == by) {
            self.shared.sent.remove(last);
        }
    }

    fn grant(&mut self, token: u32) -> Reply {
        if self.shared.is_over || token != self.shared.good {
            self.shared.is_over = true;
            return Reply::Refused;
        }
        self.shared.good += 1;
        Reply::Granted(self.shared.good)
    }
}

impl Reply {
    /// What can happen instead of new tokens.
    pub(crate) const FAULTS: [Self; 5] = [Self::NotSent, Self::Wait, Self::Ambiguous, Self::Lost, Self::Refused];

    pub(crate) fn answer(self, step: u32, now: UnixTime) -> Answer<u32, u32> {
        match self {
            Self::Granted(tokens) => Answer::Granted(tokens),
            Self::Refused => Answer::Refused,
            Self::Wait => Answer::Wait { step, until: UnixTime::from_secs(now.as_secs() + 30) },
            Self::NotSent => Answer::NotSent(step),
            Self::Ambiguous | Self::Lost => Answer::Ambiguous(step),
        }
    }
}

fn number(session: &Session) -> u32 {
    match session.step {
        KeptStep::Authorized(number) | KeptStep::Expired(number, _) => number,
    }
}

/// The lease that another process's lease replaces.
fn taken_over(old: &Session, new: &Session) -> Option<Lease> {
    let (KeptStep::Expired(_, old), KeptStep::Expired(_, new)) = (&old.step, &new.step) else { return None };
    old.lease.filter(|old| new.lease.is_some_and(|new| new.fence.0[0] != old.fence.0[0]))
}
