//! What the processes share: a store that loses answers, a CATAPA that rotates refresh tokens, and time.

use catapa_signin_tokens::Version;
use catapa_signin_tokens::lease::{Answer, KeptStep, Record};

use crate::chooser::Chooser;

/// Tokens are numbers: 0 is due, 1 was bought with 0, and so on.
pub type Login = Record<u32, u32>;

/// What may happen on a walk.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// How often something goes wrong.
    pub faults: usize,
    /// How often time passes.
    pub ticks: usize,
    /// How much of it, in seconds.
    pub tick: u64,
    /// By how much the second process's clock is ahead, in seconds.
    pub ahead: i64,
    /// Does the second process send tokens that may be spent?
    pub tries_again: bool,
}

pub struct World {
    pub chooser: Chooser,
    pub faults_left: usize,
    pub ticks_left: usize,
    pub time: u64,
    pub record: Option<(Version, Login)>,
    versions: u64,
    /// Swaps that were given up, and have not arrived yet.
    pub delayed: Vec<(Version, Option<Login>)>,
    /// Tokens that were in the store at some time.
    pub stored: Vec<u32>,
    /// The refresh token that CATAPA takes.
    good: u32,
    /// The refresh tokens that CATAPA got, in this order.
    pub sent: Vec<u32>,
    pub log: Vec<String>,
}

/// The store's answer to a swap.
pub enum Swapped {
    Done(Option<Version>),
    Conflict,
    Failed { may_have_happened: bool },
}

/// CATAPA's answer, on its way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    Granted(u32),
    Refused,
    Wait,
    NotSent,
    /// It came from a proxy: CATAPA has seen nothing.
    Unclear,
    /// CATAPA has done it, and nobody hears of it.
    Lost,
}

impl World {
    pub fn new(chooser: Chooser, bounds: Bounds) -> Self {
        Self {
            chooser,
            faults_left: bounds.faults,
            ticks_left: bounds.ticks,
            time: 1_000_000,
            record: Some((Version::new(0), Record::new(0))),
            versions: 0,
            delayed: Vec::new(),
            stored: vec![0],
            good: 0,
            sent: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Nothing goes wrong, or one of `faults` does; counted from 1.
    fn fault(&mut self, faults: usize) -> usize {
        if self.faults_left == 0 {
            return 0;
        }
        let fault = self.chooser.choose(faults + 1);
        self.faults_left -= usize::from(fault > 0);
        fault
    }

    pub fn load(&mut self) -> Result<Option<(Version, Login)>, ()> {
        if self.fault(1) == 0 { Ok(self.record.clone()) } else { Err(()) }
    }

    pub fn swap(&mut self, expected: Version, new: Option<Login>) -> Swapped {
        match self.fault(5) {
            0 => match self.apply(expected, new) {
                Some(version) => Swapped::Done(version),
                None => Swapped::Conflict,
            },
            1 => Swapped::Failed { may_have_happened: false },
            2 => Swapped::Failed { may_have_happened: true },
            3 => {
                let _ = self.apply(expected, new);
                Swapped::Failed { may_have_happened: true }
            }
            4 => {
                self.delayed.push((expected, new));
                Swapped::Failed { may_have_happened: true }
            }
            // A client that tries twice, and hears of its second try alone.
            _ => {
                let _ = self.apply(expected, new);
                Swapped::Conflict
            }
        }
    }

    /// Compares and swaps, without a fault.
    pub fn apply(&mut self, expected: Version, new: Option<Login>) -> Option<Option<Version>> {
        if self.record.as_ref().map(|(version, _)| *version) != Some(expected) {
            return None;
        }
        Some(self.put(new))
    }

    /// Swaps without comparing.
    pub fn put(&mut self, new: Option<Login>) -> Option<Version> {
        if let Some(Record { step: KeptStep::Authorized(tokens), .. }) = new {
            self.stored.push(tokens);
        }
        self.versions += 1;
        let version = Version::new(self.versions);
        self.record = new.map(|new| (version, new));
        self.record.as_ref().map(|(version, _)| *version)
    }

    pub fn post(&mut self, refresh_token: u32) -> Reply {
        match self.fault(4) {
            1 => return Reply::NotSent,
            2 => {
                self.sent.push(refresh_token);
                return Reply::Wait;
            }
            3 => {
                self.sent.push(refresh_token);
                return Reply::Unclear;
            }
            4 => {
                self.grant(refresh_token);
                return Reply::Lost;
            }
            _ => {}
        }
        self.grant(refresh_token)
    }

    fn grant(&mut self, refresh_token: u32) -> Reply {
        self.sent.push(refresh_token);
        if refresh_token != self.good {
            return Reply::Refused;
        }
        self.good += 1;
        Reply::Granted(self.good)
    }
}

impl Reply {
    pub fn answer(self, step: u32, now: catapa_signin::UnixTime) -> Answer<u32, u32> {
        match self {
            Self::Granted(tokens) => Answer::Granted(tokens),
            Self::Refused => Answer::Refused,
            Self::Wait => Answer::Wait { step, until: catapa_signin::UnixTime::from_secs(now.as_secs() + 30) },
            Self::NotSent => Answer::NotSent(step),
            Self::Unclear | Self::Lost => Answer::Unclear(step),
        }
    }
}
