//! Values, told as the places where they stand.

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Not there.
    Absent,
    Null,
    Bool,
    Number,
    String,
    /// Text whose escapes are still to be [undone](super::Reader::unescape).
    Escaped,
    /// Text that is not Unicode.
    Garbled,
    Object,
    Array,
}

/// A value, and where it stands: a string between its quotes, anything else with all that belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    /// A string was seen to be visible ASCII alone as it was read.
    pub(super) is_visible: bool,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Default for Value {
    fn default() -> Self {
        Self::ABSENT
    }
}

impl Value {
    pub(crate) const ABSENT: Self = Self { kind: Kind::Absent, is_visible: false, start: 0, end: 0 };

    /// Bytes of a string between its quotes.
    pub(crate) const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    pub(crate) const fn is_absent(self) -> bool {
        matches!(self.kind, Kind::Absent)
    }

    /// Is it not there, or null?
    pub(crate) const fn is_nothing(self) -> bool {
        matches!(self.kind, Kind::Absent | Kind::Null)
    }

    /// Where it begins in its document.
    pub(crate) const fn start(self) -> usize {
        self.start
    }

    /// A string whose escapes were [undone](super::Reader::unescape); `None` for anything else.
    pub(crate) fn text_in(self, document: &[u8]) -> Option<&str> {
        if self.kind == Kind::String { core::str::from_utf8(self.of(document)).ok() } else { None }
    }

    /// The bytes of a document that it stands in.
    pub(crate) fn of(self, document: &[u8]) -> &[u8] {
        document.get(self.start..self.end).unwrap_or_default()
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(self, document: &mut [u8]) -> &mut [u8] {
        document.get_mut(self.start..self.end).unwrap_or_default()
    }
}
