//! The real machine and a small model of it walk the same way.

mod machine;
mod model;
#[cfg(test)]
mod tests;

use arbitrary::{Arbitrary as _, Unstructured};

use crate::generate::{Journey, Operation};
use crate::world;
use machine::Machine;
use model::{LAST, Model};

/// What one operation of a journey came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The stable code of the error, if there was one.
    pub error: Option<&'static str>,
    /// The step after it: `nothing` (not begun, or over), `pending`, `code`, `tokens` or `expired`.
    pub step: &'static str,
}

/// After every operation of a journey (a start, a restart, callbacks true and forged, replies of every kind, a list of
/// welcome tenants that changes, a clock that runs forward and back, from 1970 to the year 9999) the sign-in is at the step
/// that the model is at, and holds the same: a kept refresh token, a tenant, a due time; and an error has the code that the
/// model says.
pub fn journey(data: &[u8]) -> &'static str {
    let Ok(journey) = Journey::arbitrary(&mut Unstructured::new(data)) else { return "no journey" };
    walk(&journey).last().map_or("nothing", |outcome| outcome.step)
}

/// Walks one journey, and says what each of its operations came to: for journeys of your own, and for what an application
/// should have shown.
///
/// # Panics
///
/// If machine and model part.
#[must_use]
pub fn walk(journey: &Journey) -> Vec<Outcome> {
    walked(journey).into_iter().map(|(error, model)| Outcome { error, step: model.step() }).collect()
}

/// What was said and what can be seen after each operation, of machine and model alike.
fn walked(journey: &Journey) -> Vec<(Option<&'static str>, Model)> {
    let (mut machine, mut model) = (Machine::Nothing, Model::Nothing);
    let (mut now, mut shut) = (world::BEGIN, false);
    let mut outcomes = Vec::new();
    for (operation, serial) in journey.0.iter().zip(1..) {
        match operation {
            Operation::ChangeList => shut = !shut,
            Operation::Forward(secs) => now = now.saturating_add(*secs).min(LAST),
            Operation::Back(secs) => now = now.saturating_sub(*secs),
            _ => {}
        }
        let client = if shut { world::shut() } else { world::listed() };
        let (said, after) = machine.after(*operation, client, now, serial);
        let expected = model.after(*operation, shut, now, serial);
        assert_eq!((said, after.seen()), expected, "after {operation:?} at {now} of {journey:?}");
        machine = after;
        model = expected.1.clone();
        outcomes.push(expected);
    }
    outcomes
}
