//! Every interleaving of two processes that want one refresh, over a store that loses answers: with a death at every
//! point, a reply of CATAPA's lost, clocks that differ, and time that passes anywhere.

mod chooser;
mod process;
mod world;

use catapa_signin_tokens::lease::{Call, Outcome};

use chooser::Chooser;
use process::{Broken, Process};
use world::{Bounds, World};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Law {
    NoRefreshTokenIsSentTwice,
    NoNewTokenIsLostWhileItsHolderLives,
    NobodySeesATokenThatIsNotStored,
    SomebodyGetsOnWhenNobodyDies,
}

#[derive(Debug)]
struct Violation {
    law: Law,
    log: Vec<String>,
}

/// Walks all of them, and says how many there were.
fn walk(bounds: Bounds, broken: Option<Broken>) -> Result<u64, Violation> {
    let mut chooser = Chooser::default();
    let mut walked = 0;
    loop {
        let mut world = World::new(chooser, bounds);
        let second = if bounds.tries_again { Call::TryAgain } else { Call::Fresh };
        let mut processes =
            [Process::new("A", 0, Call::Fresh, 1, broken), Process::new("B", bounds.ahead, second, 1, broken)];
        run(&mut world, &mut processes);
        mend(&mut world, &mut processes);
        if let Some(law) = judge(&world, &processes, bounds) {
            return Err(Violation { law, log: world.log });
        }
        walked += 1;
        chooser = world.chooser;
        if !chooser.next_path() {
            return Ok(walked);
        }
    }
}

/// Until both have made their calls: one of them takes a step or dies, time passes, or a late swap arrives.
fn run(world: &mut World, processes: &mut [Process; 2]) {
    loop {
        let steps = [0, 1].into_iter().filter(|index| processes[*index].can_step()).map(Event::Step);
        let mut events: Vec<Event> = steps.collect();
        if events.is_empty() {
            return;
        }
        if world.ticks_left > 0 {
            events.push(Event::Tick);
        }
        if world.faults_left > 0 {
            events.extend((0..2).filter(|index| !processes[*index].is_idle()).map(Event::Death));
        }
        events.extend((0..world.delayed.len()).map(Event::Arrival));
        let chosen = if events.len() == 1 { 0 } else { world.chooser.choose(events.len()) };
        match events[chosen] {
            Event::Step(index) => processes[index].step(world),
            Event::Tick => {
                world.ticks_left -= 1;
                world.time += TICK.with(core::cell::Cell::get);
                world.log.push("time passes".into());
            }
            Event::Death(index) => {
                world.faults_left -= 1;
                processes[index].crash(world);
            }
            Event::Arrival(index) => arrive(world, index),
        }
    }
}
