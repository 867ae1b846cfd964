//! Walks every path through a model.

use core::fmt;
use std::collections::HashMap;

use crate::laws::Law;
use crate::model::{Bounds, Event, Model, Situation};
use crate::process::Broken;

/// What a walk saw.
pub(crate) struct Walked {
    /// The paths from the beginning to an end.
    pub(crate) interleavings: u128,
    /// The different situations on them.
    pub(crate) situations: usize,
}

/// A broken law, and the path to it.
pub(crate) struct Violation {
    pub(crate) law: Law,
    log: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} does not guard:\n  {}", self.law, self.log.join("\n  "))
    }
}

/// Walks all interleavings, or up to the first that breaks a law.
pub(crate) fn walk(bounds: Bounds) -> Result<Walked, Violation> {
    walk_from(&|| Model::new(bounds, None))
}

/// Breaks a rule, and walks up to the first interleaving that breaks this law.
pub(crate) fn walk_broken(bounds: Bounds, broken: Broken, law: Law) -> Result<Walked, Violation> {
    walk_from(&|| {
        let mut model = Model::new(bounds, Some(broken));
        model.world.watched = Some(law);
        model
    })
}

fn walk_from(begin: &dyn Fn() -> Model) -> Result<Walked, Violation> {
    let mut walker = Walker { begin, way: Vec::new(), ways_from: HashMap::new() };
    match walker.ways(begin()) {
        Ok(interleavings) => Ok(Walked { interleavings, situations: walker.ways_from.len() }),
        Err(law) => {
            let mut model = begin();
            model.world.log = Some(Vec::new());
            walker.way.iter().for_each(|event| model.take(*event));
            Err(Violation { law, log: model.world.log.unwrap_or_default() })
        }
    }
}

struct Walker<'a> {
    begin: &'a dyn Fn() -> Model,
    /// The events since the beginning.
    way: Vec<Event>,
    /// How many paths lead on from a situation.
    ways_from: HashMap<Situation, u128>,
}

impl Walker<'_> {
    fn ways(&mut self, model: Model) -> Result<u128, Law> {
        if let Some(law) = model.world.broken_law {
            return Err(law);
        }
        let events = model.events();
        if events.is_empty() {
            return Ok(1);
        }
        let situation = model.situation();
        if let Some(ways) = self.ways_from.get(&situation) {
            return Ok(*ways);
        }
        let mut ways = 0;
        let mut here = Some(model);
        for event in events {
            // A machine takes each step once, so all earlier events are replayed for the second choice.
            let mut model = here.take().unwrap_or_else(|| self.again());
            model.take(event);
            self.way.push(event);
            ways += self.ways(model)?;
            self.way.pop();
        }
        self.ways_from.insert(situation, ways);
        Ok(ways)
    }

    fn again(&self) -> Model {
        let mut model = (self.begin)();
        self.way.iter().for_each(|event| model.take(*event));
        model
    }
}
