//! Values, as ranges of their document.

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The document has no such value.
    Absent,
    Null,
    Bool,
    Number,
    String,
    /// Text whose escapes are not [undone](super::Reader::unescape) yet.
    Escaped,
    /// A string that is not Unicode text.
    Garbled,
    Object,
    Array,
}

/// A value and its range: a string without its quotes, any other value whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    /// A string that the reader found to be visible ASCII as it read it.
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

    /// Its length in bytes.
    pub(crate) const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    pub(crate) const fn is_absent(self) -> bool {
        matches!(self.kind, Kind::Absent)
    }

    /// Is it absent or null?
    pub(crate) const fn is_nothing(self) -> bool {
        matches!(self.kind, Kind::Absent | Kind::Null)
    }

    /// The offset of its first byte in the document.
    pub(crate) const fn start(self) -> usize {
        self.start
    }

    /// Cuts text whose escapes are [undone](super::Reader::unescape) at its last character within `longest` bytes, and makes
    /// anything else absent. Was something left out?
    pub(crate) fn shorten(&mut self, document: &[u8], longest: usize) -> bool {
        match self.kind {
            Kind::Absent | Kind::Null => return false,
            Kind::String if self.len() <= longest => return false,
            Kind::String => {
                self.end = self.start.wrapping_add(longest);
                while document.get(self.end).is_some_and(|byte| byte & 0xc0 == 0x80) {
                    self.end = self.end.wrapping_sub(1);
                }
            }
            _ => self.kind = Kind::Absent,
        }
        true
    }

    /// Makes anything absent but text of at most `longest` bytes. Was something left out?
    pub(crate) fn keep_whole(&mut self, document: &[u8], longest: usize) -> bool {
        let is_left_out = self.shorten(document, longest);
        if is_left_out {
            self.kind = Kind::Absent;
        }
        is_left_out
    }

    /// The text of a string whose escapes are [undone](super::Reader::unescape); `None` for any other value.
    pub(crate) fn text_in(self, document: &[u8]) -> Option<&str> {
        if self.kind == Kind::String { core::str::from_utf8(self.of(document)).ok() } else { None }
    }

    /// Its bytes in the document.
    // Out of line, flash is 192 bytes smaller (tests/bare-metal).
    #[inline(never)]
    pub(crate) fn of(self, document: &[u8]) -> &[u8] {
        document.get(self.start..self.end).unwrap_or_default()
    }

    /// Its bytes in the document, to change.
    pub(crate) fn of_mut(self, document: &mut [u8]) -> &mut [u8] {
        document.get_mut(self.start..self.end).unwrap_or_default()
    }
}
