//! A process that makes calls, one step at a time, and may die.

use catapa_signin::UnixTime;
use catapa_signin_tokens::Version;
use catapa_signin_tokens::lease::{Call, Done, Fence, Fresh, KeptStep, Next, Outcome, Rules, Sent, Unsettled, Usable};

use crate::world::{Reply, STORE_FAULTS, Session, Swapped, World};

const RULES: Rules = Rules { lease: 120, tries: 2, waits: 1 };

/// A rule that is broken on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Broken {
    /// The lease is not stored; only the answer is.
    LeaseIsNotStored,
    /// The lease is stored without comparing versions.
    LeaseWithoutCompare,
    /// A process takes every lease for its own.
    FenceIsIgnored,
    /// A lease that ran out is free for all.
    RunOutIsFree,
    /// A process ignores that a refresh token may be spent.
    DoubtIsForgotten,
    /// New tokens are seen before they are stored.
    ShownBeforeStored,
    /// A process drops what it could not store.
    UnsettledIsDropped,
}

pub(crate) struct Process {
    index: usize,
    ahead: i64,
    call: Call,
    broken: Option<Broken>,
    at: At,
    calls_left: usize,
    calls: u8,
    pub(crate) is_alive: bool,
    pub(crate) unsettled: Option<Unsettled<u32, u32>>,
    /// The newest tokens that CATAPA gave to this process.
    pub(crate) got: Option<u32>,
    /// Everything the machine was told since it last had nothing to remember. Two machines that were told the same do the
    /// same.
    told: Vec<Told>,
}

enum At {
    Idle,
    Working(Next<u32, u32>),
    /// CATAPA has the request, and this reply is on its way.
    Posted(u32, Sent, Reply),
}

/// Everything about a process that decides what it does next.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Memory {
    is_alive: bool,
    calls_left: usize,
    calls: u8,
    got: Option<u32>,
    told: Vec<Told>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Told {
    Begin,
    Found(Option<Option<(Version, Session)>>, UnixTime),
    Swapped(Swapped, UnixTime),
    MaySend(UnixTime),
    Replied(Reply, UnixTime),
    Waited,
}

impl Process {
    pub(crate) fn new(index: usize, ahead: i64, call: Call, calls: usize, broken: Option<Broken>) -> Self {
        Self {
            index,
            ahead,
            call: if broken == Some(Broken::RunOutIsFree) { Call::TryAgain } else { call },
            broken,
            at: At::Idle,
            calls_left: calls,
            calls: 0,
            is_alive: true,
            unsettled: None,
            got: None,
            told: Vec::new(),
        }
    }

    pub(crate) fn memory(&self) -> Memory {
        let Self { is_alive, calls_left, calls, got, .. } = *self;
        Memory { is_alive, calls_left, calls, got, told: self.told.clone() }
    }

    pub(crate) fn can_step(&self) -> bool {
        self.is_alive && (self.calls_left > 0 || !self.is_idle())
    }

    pub(crate) const fn is_idle(&self) -> bool {
        matches!(self.at, At::Idle)
    }

    /// How many faults may happen in the next step.
    pub(crate) const fn faults(&self) -> usize {
        match &self.at {
            At::Working(Next::Load(_)) => 1,
            At::Working(Next::Swap(_)) => STORE_FAULTS,
            At::Working(Next::Send(_)) => Reply::FAULTS.len(),
            _ => 0,
        }
    }

    pub(crate) fn die(&mut self, world: &mut World) {
        world.note(|| format!("{} dies", self.name()));
        self.is_alive = false;
        self.at = At::Idle;
        self.unsettled = None;
        self.told.clear();
    }

    /// One whole call in which nothing goes wrong.
    pub(crate) fn call_to_the_end(&mut self, call: Call, world: &mut World) -> Outcome<u32> {
        self.call = call;
        self.calls_left = 1;
        loop {
            if let Some(outcome) = self.step(world, 0) {
                return outcome;
            }
        }
    }

    /// One step, with this fault: a call begins, the store answers, CATAPA gets a request, or its reply is read. Gives the
    /// outcome if the call is over.
    pub(crate) fn step(&mut self, world: &mut World, fault: usize) -> Option<Outcome<u32>> {
        let now = UnixTime::from_secs(world.shared.time.saturating_add_signed(self.ahead));
        let next = match core::mem::replace(&mut self.at, At::Idle) {
            At::Idle => self.begin(world),
            At::Working(Next::Send(send)) => {
                self.told.push(Told::MaySend(now));
                let (token, sent) = match send.take(now) {
                    Ok(taken) => taken,
                    Err(too_late) => return self.go_on(too_late, world),
                };
                let reply = world.send(self.index, self.call == Call::TryAgain && !self.is_stubborn(), token, fault);
                world.note(|| format!("{} sends {token}: {reply:?}", self.name()));
                self.at = At::Posted(token, sent, reply);
                return None;
            }
            At::Working(next) => self.work(next, world, fault, now),
            At::Posted(token, sent, reply) => {
                world.note(|| format!("{} reads {reply:?}", self.name()));
                self.told.push(Told::Replied(reply, now));
                self.read(reply, world);
                sent.answered(reply.answer(token, now))
            }
        };
        self.go_on(next, world)
    }

    fn go_on(&mut self, next: Next<u32, u32>, world: &mut World) -> Option<Outcome<u32>> {
        let Next::Done(Done { outcome, unsettled }) = next else {
            self.at = At::Working(next);
            return None;
        };
        world.note(|| format!("{} is told {outcome:?}", self.name()));
        if let Outcome::Fresh(Fresh { tokens, .. }) = outcome {
            world.show(tokens);
        }
        self.unsettled = unsettled.filter(|_| self.broken != Some(Broken::UnsettledIsDropped));
        if self.unsettled.is_none() {
            self.told.clear();
        }
        Some(outcome)
    }

    fn begin(&mut self, world: &mut World) -> Next<u32, u32> {
        world.note(|| format!("{} calls {:?}", self.name(), self.call));
        self.told.push(Told::Begin);
        self.calls_left -= 1;
        self.calls += 1;
        let mut fence = Fence([0; 16]);
        (fence.0[0], fence.0[1]) = (u8::try_from(self.index).unwrap(), self.calls);
        match self.unsettled.take() {
            Some(unsettled) => unsettled.resume(self.call, fence, RULES),
            None => Next::begin(self.call, fence, RULES),
        }
    }

    fn work(&mut self, next: Next<u32, u32>, world: &mut World, fault: usize, now: UnixTime) -> Next<u32, u32> {
        match next {
            Next::Load(load) => {
                let found =
                    if fault == 0 { Some(world.shared.record.clone().map(|found| self.seen(found))) } else { None };
                world.note(|| format!("{} loads {found:?}", self.name()));
                self.told.push(Told::Found(found.clone(), now));
                match found {
                    Some(found) => load.found(found, now, |tokens| match tokens {
                        0 => Usable::Expired(tokens),
                        _ => Usable::Fresh(tokens),
                    }),
                    None => load.failed(),
                }
            }
            Next::Swap(swap) => {
                let new = swap.record().cloned();
                let swapped = match self.broken {
                    Some(Broken::LeaseIsNotStored) if has_lease(&new) => Swapped::Done(Some(swap.expected())),
                    Some(Broken::LeaseWithoutCompare) if has_lease(&new) => Swapped::Done(world.put(new.clone())),
                    _ => world.swap(swap.expected(), new.clone(), fault),
                };
                world.note(|| format!("{} swaps in {new:?}: {swapped:?}", self.name()));
                self.told.push(Told::Swapped(swapped, now));
                match swapped {
                    Swapped::Done(version) => swap.swapped(version),
                    Swapped::Conflict => swap.conflict(now),
                    Swapped::Failed { may_have_happened } => swap.failed(may_have_happened),
                }
            }
            Next::Wait(wait) => {
                self.told.push(Told::Waited);
                wait.over()
            }
            Next::Send(_) | Next::Done(_) => unreachable!("both are handled before"),
        }
    }

    fn read(&mut self, reply: Reply, world: &mut World) {
        if reply == Reply::Wait {
            world.forgive(self.index);
        }
        if let Reply::Granted(tokens) = reply {
            self.got = Some(tokens);
            if self.broken == Some(Broken::ShownBeforeStored) {
                world.show(tokens);
            }
        }
    }

    /// The record as this process reads it.
    fn seen(&self, (version, mut record): (Version, Session)) -> (Version, Session) {
        if let KeptStep::Expired(_, guard) = &mut record.step {
            match self.broken {
                Some(Broken::DoubtIsForgotten) => guard.maybe_spent = false,
                Some(Broken::FenceIsIgnored) => {
                    if let Some(lease) = &mut guard.lease {
                        (lease.fence.0[0], lease.fence.0[1]) = (u8::try_from(self.index).unwrap(), self.calls);
                    }
                }
                _ => {}
            }
        }
        (version, record)
    }

    /// Does it try again although nobody asked it to?
    fn is_stubborn(&self) -> bool {
        self.broken == Some(Broken::RunOutIsFree)
    }

    fn name(&self) -> char {
        ['A', 'B', 'C'][self.index]
    }
}

fn has_lease(record: &Option<Session>) -> bool {
    matches!(record, Some(Session { step: KeptStep::Expired(_, guard), .. }) if guard.lease.is_some())
}
