//! Two processes, what they share, and what may happen to them next.

use catapa_signin_tokens::lease::{Call, Cause, KeptStep, Outcome};

use crate::laws::Law;
use crate::process::{Broken, Memory, Process};
use crate::world::{Shared, World};

/// How much time may pass, in seconds: beyond the half of a lease in which its holder sends, or beyond its end by every
/// clock.
const TICKS: [u64; 2] = [61, 181];

/// Longer than any lease or rate limit lasts, in seconds.
const LONG: u64 = 1_000;

/// The limits of a walk.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// How often something goes wrong, a death included.
    pub(crate) faults: usize,
    /// How often time passes.
    pub(crate) ticks: usize,
    /// How many calls each process makes.
    pub(crate) calls: usize,
    /// By how much the second process's clock is ahead, in seconds.
    pub(crate) ahead: i64,
    /// Does the second process send refresh tokens that may be spent?
    pub(crate) tries_again: bool,
}

/// What happens next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A process takes its next step, in which this fault happens; 0 is none.
    Step(usize, usize),
    /// A process dies.
    Death(usize),
    /// A swap that was given up reaches the store.
    Arrival(usize),
    /// Time passes.
    Tick(u64),
    /// The store and CATAPA are well again, and every process comes to an end: with one more call, or as it does before an
    /// orderly exit.
    End(Call),
}

/// Everything that decides what can happen from here on.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Situation(Shared, [Memory; 2]);

pub(crate) struct Model {
    pub(crate) world: World,
    processes: [Process; 2],
    broken: Option<Broken>,
    has_ended: bool,
}

impl Model {
    pub(crate) fn new(bounds: Bounds, broken: Option<Broken>) -> Self {
        let second = if bounds.tries_again { Call::TryAgain } else { Call::Fresh };
        Self {
            world: World::new(bounds),
            processes: [
                Process::new(0, 0, Call::Fresh, bounds.calls, broken),
                Process::new(1, bounds.ahead, second, bounds.calls, broken),
            ],
            broken,
            has_ended: false,
        }
    }

    pub(crate) fn situation(&self) -> Situation {
        Situation(self.world.shared.clone(), [self.processes[0].memory(), self.processes[1].memory()])
    }

    /// All that may happen next.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        if self.has_ended {
            return events;
        }
        let shared = &self.world.shared;
        let steps = self.processes.iter().enumerate().filter(|(_, process)| process.can_step());
        for (index, process) in steps {
            let faults = if shared.faults_left > 0 { process.faults() } else { 0 };
            events.extend((0..=faults).map(|fault| Event::Step(index, fault)));
        }
        if events.is_empty() {
            events.extend([Event::End(Call::Fresh), Event::End(Call::Settle)]);
        } else if shared.ticks_left > 0 {
            events.extend(TICKS.map(Event::Tick));
        }
        if shared.faults_left > 0 {
            let in_a_call = |(_, process): &(usize, &Process)| !process.is_idle();
            events.extend(self.processes.iter().enumerate().filter(in_a_call).map(|(index, _)| Event::Death(index)));
        }
        events.extend((0..shared.delayed.len()).map(Event::Arrival));
        events
    }

    pub(crate) fn take(&mut self, event: Event) {
        let Self { world, processes, .. } = self;
        match event {
            Event::Step(index, fault) => {
                world.shared.faults_left -= usize::from(fault > 0);
                processes[index].step(world, fault);
            }
            Event::Death(index) => {
                world.shared.faults_left -= 1;
                processes[index].die(world);
            }
            Event::Arrival(index) => world.arrive(index),
            Event::Tick(secs) => {
                world.shared.ticks_left -= 1;
                world.pass(secs);
            }
            Event::End(call) => self.end(call),
        }
    }

    /// What must be true in the end, whatever happened.
    fn end(&mut self, call: Call) {
        self.has_ended = true;
        let Self { world, processes, .. } = self;
        world.note(|| format!("all is well again, and who lives ends with {call:?}"));
        for process in processes.iter_mut().filter(|process| process.is_alive) {
            let outcome = process.call_to_the_end(call, world);
            // A process that exits, or may not send, leaves a lease that may still arrive.
            let may_be_left = call == Call::Settle || matches!(outcome, Outcome::Ambiguous(_));
            world.require(process.unsettled.is_none() || may_be_left, Law::AStoreThatIsWellSettlesEverything);
        }
        let has_ended = world.shared.record.is_none();
        for process in processes.iter().filter(|process| process.is_alive) {
            let is_kept = process.got.is_none_or(|tokens| world.shared.stored.contains(&tokens));
            world.require(is_kept || has_ended, Law::NoNewTokenIsLostWhileItsHolderLives);
        }
        self.welcome_whoever_comes_next();
    }

    fn welcome_whoever_comes_next(&mut self) {
        let Self { world, processes, broken, .. } = self;
        world.pass(LONG);
        let somebody_died = processes.iter().any(|process| !process.is_alive);
        let left_a_lease =
            world.shared.record.as_ref().is_some_and(
                |(_, record)| matches!(&record.step, KeptStep::Expired(_, guard) if guard.lease.is_some()),
            );
        let sent = world.shared.sent.len();
        let mut next = Process::new(2, 0, Call::Fresh, 2, *broken);
        let outcome = next.call_to_the_end(Call::Fresh, world);
        let is_certain = !somebody_died && !world.shared.in_doubt && !world.shared.is_over;
        world.require(!is_certain || matches!(outcome, Outcome::Fresh(_)), Law::SomebodyGetsOn);
        if left_a_lease {
            let is_told = outcome == Outcome::Ambiguous(Cause::LeaseRanOut) && world.shared.sent.len() == sent;
            world.require(is_told && somebody_died, Law::ALeaseThatRanOutIsAmbiguous);
        }
        if let Outcome::Ambiguous(_) = outcome {
            let outcome = next.call_to_the_end(Call::TryAgain, world);
            let is_decided = matches!(outcome, Outcome::Fresh(_) | Outcome::Refused);
            world.require(is_decided, Law::TryingAgainIsAWayOn);
        } else {
            let is_plain = matches!(outcome, Outcome::Fresh(_) | Outcome::SignedOut | Outcome::Refused);
            world.require(is_plain, Law::SomebodyGetsOn);
        }
    }
}
