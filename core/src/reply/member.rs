//! The members of a JSON object that we read: each at most once, each of its type.

use super::{BodyFault, MemberFault};
use crate::wire::json::{Kind, Reader, Value};

/// The members of one object that we read.
pub(crate) trait Members {
    /// The member of this name, and the place of its value.
    fn slot(&mut self, name: &[u8]) -> Option<(&'static str, &mut Value)>;
}

/// A struct with a field for each member that we read of an object.
macro_rules! members {
    ($(#[$doc:meta])* $Name:ident { $($field:ident,)* }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $Name {
            $(pub(crate) $field: $crate::wire::json::Value,)*
        }

        impl $crate::reply::member::Members for $Name {
            fn slot(&mut self, name: &[u8]) -> Option<(&'static str, &mut $crate::wire::json::Value)> {
                $(if name == stringify!($field).as_bytes() {
                    return Some((stringify!($field), &mut self.$field));
                })*
                None
            }
        }
    };
}

pub(crate) use members;

/// A body that is read for the members of its objects. The first thing that is wrong with it stops the reader for good,
/// whether the [reader](Reader) found it or a member is [refused](Self::refuse); the [verdict](Self::verdict) tells which.
pub(crate) struct Body<'b> {
    pub(crate) json: Reader<'b>,
    fault: Option<(&'static str, MemberFault)>,
}

impl<'b> Body<'b> {
    pub(crate) fn new(body: &'b mut [u8]) -> Self {
        Self { json: Reader::new(body), fault: None }
    }

    /// Says what is wrong with a member, unless something was before.
    pub(crate) fn refuse(&mut self, name: &'static str, fault: MemberFault) {
        if self.json.stopped_at().is_none() {
            self.fault = Some((name, fault));
            self.json.stop();
        }
    }

    /// What was wrong with it, if anything was.
    pub(crate) fn verdict(&self) -> Result<(), BodyFault> {
        match (self.json.stopped_at(), self.fault) {
            (None, _) => Ok(()),
            (Some(at), None) => Err(BodyFault::NotJson { at }),
            (_, Some((name, fault))) => Err(BodyFault::Member { name, fault }),
        }
    }

    /// Reads the object that comes next. Members that are not ours are passed over.
    pub(crate) fn members(&mut self, members: &mut impl Members) {
        self.json.open(b'{');
        while let Some(name) = self.json.member() {
            if let Some((_, slot)) = self.known(name, members) {
                *slot = self.value();
            }
        }
    }

    /// The member of this name, whose value comes next and belongs into the slot; `None`, and it is passed over, if it is
    /// not ours.
    pub(crate) fn known<'m>(
        &mut self,
        mut name: Value,
        members: &'m mut impl Members,
    ) -> Option<(&'static str, &'m mut Value)> {
        self.json.unescape(&mut name);
        let Some((name, slot)) = members.slot(name.of(self.json.document())) else {
            self.json.value();
            return None;
        };
        if !slot.is_absent() {
            self.refuse(name, MemberFault::Duplicate);
        }
        Some((name, slot))
    }

    /// The value that comes next, its escapes undone.
    pub(crate) fn value(&mut self) -> Value {
        let mut value = self.json.value();
        self.json.unescape(&mut value);
        value
    }

    /// A member that is there is text of at most `longest` bytes.
    pub(crate) fn expect_text(&mut self, name: &'static str, value: Value, longest: usize) {
        let fault = match value.kind {
            Kind::Absent | Kind::Null => return,
            Kind::String if value.len() <= longest => return,
            Kind::String => MemberFault::TooLong,
            Kind::Garbled => MemberFault::BadCharacter,
            _ => MemberFault::WrongType,
        };
        self.refuse(name, fault);
    }

    /// A member is there, and is not empty.
    pub(crate) fn require(&mut self, name: &'static str, value: Value) {
        if value.is_nothing() {
            self.refuse(name, MemberFault::Missing);
        } else if value.len() == 0 {
            self.refuse(name, MemberFault::Empty);
        }
    }
}
