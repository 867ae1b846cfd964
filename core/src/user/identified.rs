//! What an employee and a role have in common: an id and a name.

use crate::reply::member::{Body, members};
use crate::wire::decimal;
use crate::wire::json::Kind;

/// The longest other text of a user, in bytes.
pub(super) const MAX_TEXT: usize = 320;

members! {
    /// What we read of an employee or a role.
    Identified { id, name, }
}

impl Identified {
    /// Reads `{id, name}`, which comes next. Was something left out?
    pub(super) fn read(&mut self, body: &mut Body<'_>) -> bool {
        body.members(self);
        let document = body.json.document();
        // An id that is a whole number is its digits.
        if self.id.kind == Kind::Number && decimal::number(self.id.of(document)).is_some() {
            self.id.kind = Kind::String;
        }
        // The beginning of an id would be another id.
        self.id.keep_whole(document, MAX_TEXT) | self.name.shorten(document, MAX_TEXT)
    }
}
