//! The real machine and a small model of it walk the same way.

mod machine;
mod model;
#[cfg(test)]
mod tests;

use arbitrary::{Arbitrary as _, Unstructured};

use super::generate::{Journey, Operation};
use super::world;
use machine::Machine;
use model::Model;

/// After every operation of a journey (a start, a restart, callbacks true and forged, replies of every kind, a list of
/// welcome tenants that changes, a clock that runs forward and back) the sign-in is at the step that the model is at, and
/// holds the same: a kept refresh token, a tenant, a due time.
pub fn journey(data: &[u8]) -> &'static str {
    Journey::arbitrary(&mut Unstructured::new(data)).map_or("no journey", |journey| walk(&journey))
}

/// Walks one journey, and says where it ends: for generators of your own.
///
/// # Panics
///
/// If machine and model part.
pub fn walk(journey: &Journey) -> &'static str {
    end(journey).step()
}

/// Where it ends, for machine and model alike.
fn end(journey: &Journey) -> Model {
    let (mut machine, mut model) = (Machine::Nothing, Model::Nothing);
    let (mut now, mut shut) = (world::BEGIN, false);
    for (operation, serial) in journey.0.iter().zip(1..) {
        shut ^= matches!(operation, Operation::ChangeList);
        machine = machine.after(*operation, if shut { world::shut() } else { world::client() }, now, serial);
        model = model.after(*operation, shut, &mut now, serial);
        assert_eq!(machine.seen(), model, "after {operation:?} at {now} of {journey:?}");
    }
    model
}
