//! What an employee and a role have in common: an id and a name.

use crate::reply::member::{Body, members};
use crate::wire::json::Kind;

/// The longest other text of a user, in bytes.
pub(super) const MAX_TEXT: usize = 320;

members! {
    /// What we read of an employee or a role.
    Identified { id, name, }
}

impl Identified {
    /// Reads `{id, name}`, which comes next.
    pub(super) fn read(&mut self, body: &mut Body<'_>) {
        body.members(self);
        body.expect("id", self.id, Kind::String, MAX_TEXT);
        body.expect("name", self.name, Kind::String, MAX_TEXT);
    }
}
