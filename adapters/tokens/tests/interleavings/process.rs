//! A process that makes calls, one step at a time, and may die.

use catapa_signin::UnixTime;
use catapa_signin_tokens::lease::{Call, Done, Fence, Judged, Next, Outcome, Rules, Sent, Unsettled};

use crate::world::{Reply, Swapped, World};

pub const RULES: Rules = Rules { lease: 120, tries: 2, waits: 1 };

/// A rule that is broken on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// The lease is not swapped in: the one swap is that of the answer.
    SwapAfterThePost,
    /// The lease is put there whatever is there.
    LeaseWithoutCompare,
    /// A lease that ran out is free for all.
    RunOutIsFree,
    /// New tokens are seen before they are stored.
    ShownBeforeStored,
    /// What could not be stored is let go.
    UnsettledIsDropped,
}

pub struct Process {
    name: &'static str,
    ahead: i64,
    call: Call,
    broken: Option<Broken>,
    fences: u8,
    at: At,
    pub calls_left: usize,
    pub is_alive: bool,
    unsettled: Option<Unsettled<u32, u32>>,
    /// What it was told at the end of each call.
    pub outcomes: Vec<Outcome<u32>>,
    /// Tokens that callers have seen.
    pub shown: Vec<u32>,
    /// The newest tokens that CATAPA gave to this process.
    pub got: Option<u32>,
    /// Something was sent, and nobody can know what became of it.
    pub in_doubt: bool,
}

enum At {
    Idle,
    Working(Next<u32, u32>),
    /// The request is with CATAPA, and this reply on its way.
    Posted(u32, Sent, Reply),
}

impl Process {
    pub fn new(name: &'static str, ahead: i64, call: Call, calls: usize, broken: Option<Broken>) -> Self {
        Self {
            name,
            ahead,
            call: if broken == Some(Broken::RunOutIsFree) { Call::TryAgain } else { call },
            broken,
            fences: 0,
            at: At::Idle,
            calls_left: calls,
            is_alive: true,
            unsettled: None,
            outcomes: Vec::new(),
            shown: Vec::new(),
            got: None,
            in_doubt: false,
        }
    }

    fn now(&self, world: &World) -> UnixTime {
        UnixTime::from_secs(world.time.saturating_add_signed(self.ahead))
    }

    pub fn can_step(&self) -> bool {
        self.is_alive && (self.calls_left > 0 || !self.is_idle())
    }

    pub fn is_idle(&self) -> bool {
        matches!(self.at, At::Idle)
    }

    pub fn crash(&mut self, world: &mut World) {
        world.log.push(format!("{} dies", self.name));
        self.is_alive = false;
        self.at = At::Idle;
        self.unsettled = None;
    }

    /// One step: a call begins, the store answers, CATAPA gets a request or its reply is read.
    pub fn step(&mut self, world: &mut World) {
        let now = self.now(world);
        let next = match core::mem::replace(&mut self.at, At::Idle) {
            At::Idle => {
                self.calls_left -= 1;
                self.fences += 1;
                let fence = Fence([self.name.as_bytes()[0], self.fences].repeat(8).try_into().unwrap());
                world.log.push(format!("{} calls", self.name));
                match self.unsettled.take() {
                    Some(unsettled) => unsettled.resume(self.call, fence, RULES),
                    None => Next::begin(self.call, fence, RULES),
                }
            }
            At::Working(next) => self.work(next, world, now),
            At::Posted(step, sent, reply) => {
                world.log.push(format!("{} reads {reply:?}", self.name));
                if let Reply::Granted(tokens) = reply {
                    self.got = Some(tokens);
                    if self.broken == Some(Broken::ShownBeforeStored) {
                        self.shown.push(tokens);
                    }
                }
                self.in_doubt |= matches!(reply, Reply::Lost | Reply::Unclear);
                sent.answered(reply.answer(step, now))
            }
        };
        self.go_on(next, world);
    }

    fn work(&mut self, next: Next<u32, u32>, world: &mut World, now: UnixTime) -> Next<u32, u32> {
        match next {
            Next::Load(load) => {
                let found = world.load();
                world.log.push(format!("{} loads {found:?}", self.name));
                match found {
                    Ok(found) => load.found(found, now, |tokens| match tokens {
                        0 => Judged::Expired(tokens),
                        _ => Judged::Fresh(tokens),
                    }),
                    Err(()) => load.failed(),
                }
            }
            Next::Swap(swap) => {
                let new = swap.record().cloned();
                let takes = new.as_ref().is_some_and(|new| format!("{new:?}").contains("lease: Some"));
                let swapped = match self.broken {
                    Some(Broken::SwapAfterThePost) if takes => Swapped::Done(Some(swap.expected())),
                    Some(Broken::LeaseWithoutCompare) if takes => Swapped::Done(world.put(new.clone())),
                    _ => world.swap(swap.expected(), new.clone()),
                };
                let name = self.name;
                match swapped {
                    Swapped::Done(version) => {
                        world.log.push(format!("{name} swaps in {new:?}"));
                        swap.swapped(version, now)
                    }
                    Swapped::Conflict => {
                        world.log.push(format!("{name} is told of a conflict for {new:?}"));
                        swap.conflict(now)
                    }
                    Swapped::Failed { may_have_happened } => {
                        world.log.push(format!("{name} is told nothing ({may_have_happened}) of {new:?}"));
                        swap.failed(may_have_happened)
                    }
                }
            }
            Next::Wait(wait) => wait.over(),
            Next::Send(_) | Next::Done(_) => unreachable!("done at once"),
        }
    }

    /// What follows without a step of its own: sending, which comes at once, and the end of the call.
    fn go_on(&mut self, next: Next<u32, u32>, world: &mut World) {
        self.at = match next {
            Next::Send(send) => {
                let (step, sent) = send.take();
                let reply = world.post(step);
                world.log.push(format!("{} sends {step}: {reply:?}", self.name));
                At::Posted(step, sent, reply)
            }
            Next::Done(Done { outcome, unsettled }) => {
                world.log.push(format!("{} is told {outcome:?}", self.name));
                if let Outcome::Fresh { tokens, .. } = outcome {
                    self.shown.push(tokens);
                }
                self.outcomes.push(outcome);
                if self.broken != Some(Broken::UnsettledIsDropped) {
                    self.unsettled = unsettled;
                }
                At::Idle
            }
            next => At::Working(next),
        };
    }
}
