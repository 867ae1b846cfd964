//! What came of many sign-ins.

use core::fmt;
use std::collections::HashMap;

/// Counts. Secrets are kept until they are [settled](Tally::settled).
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) sign_ins: usize,
    /// Signed in and refreshed.
    pub(crate) whole: usize,
    /// In doubt: the code or the refresh token may be spent, and is still there.
    pub(crate) in_doubt: usize,
    /// Refused by CATAPA: it had carried the code or the refresh token out before.
    pub(crate) refused: usize,
    /// Not sent, and sent again by the person.
    pub(crate) not_sent: usize,
    /// Connections to CATAPA, those of the browsers included.
    pub(crate) connections: usize,
    /// Arrived more often than they were given to the sender.
    sent_twice: usize,
    /// How often each code and each refresh token was given to the sender.
    given: HashMap<String, usize>,
    arrived: HashMap<String, usize>,
}

impl Tally {
    /// One sign-in has begun.
    pub(crate) fn of_one() -> Self {
        Self { sign_ins: 1, ..Self::default() }
    }

    /// This secret is given to the sender.
    pub(crate) fn gives(&mut self, secret: &str) {
        *self.given.entry(secret.to_owned()).or_default() += 1;
    }

    /// This secret has arrived.
    pub(crate) fn arrived(&mut self, secret: &str) {
        *self.arrived.entry(secret.to_owned()).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.sign_ins += other.sign_ins;
        self.whole += other.whole;
        self.in_doubt += other.in_doubt;
        self.refused += other.refused;
        self.not_sent += other.not_sent;
        self.connections += other.connections;
        self.sent_twice += other.sent_twice;
        for (secret, times) in &other.given {
            *self.given.entry(secret.clone()).or_default() += times;
        }
    }

    /// Compares what was given with what has arrived, and forgets both.
    pub(crate) fn settled(mut self) -> Self {
        for (secret, times) in self.arrived.drain() {
            if times > self.given.get(&secret).copied().unwrap_or_default() {
                self.sent_twice += 1;
            }
        }
        self.given.clear();
        self
    }

    /// Whether nothing was lost and nothing was sent twice.
    pub(crate) const fn is_clean(&self) -> bool {
        self.refused == 0 && self.sent_twice == 0 && self.whole + self.in_doubt == self.sign_ins
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "sign_ins={} whole={} in_doubt={} lost={} refused={} sent_twice={} not_sent={} connections={}",
            self.sign_ins,
            self.whole,
            self.in_doubt,
            self.sign_ins - self.whole - self.in_doubt - self.refused,
            self.refused,
            self.sent_twice,
            self.not_sent,
            self.connections
        )
    }
}
