//! Where the bytes of a document come from.

use core::mem;

/// Bytes, one after the other, of which a run can be kept.
pub(crate) trait Source {
    /// A run of bytes that was kept, or nothing where the source keeps it itself.
    type Raw;

    fn peek(&self) -> Option<u8>;
    fn advance(&mut self);
    fn offset(&self) -> usize;
    /// What is read from here on is kept,
    fn begin_raw(&mut self);
    /// up to here.
    fn end_raw(&mut self) -> Self::Raw;
}

/// A buffer whose runs are handed out as disjoint slices of itself, so that they can be changed in place.
pub(crate) struct InPlace<'b> {
    rest: &'b mut [u8],
    at: usize,
    dropped: usize,
}

impl<'b> InPlace<'b> {
    pub(crate) fn new(document: &'b mut [u8]) -> Self {
        Self { rest: document, at: 0, dropped: 0 }
    }

    /// Splits off what lies before the reading position.
    fn split_off(&mut self) -> &'b mut [u8] {
        self.dropped = self.offset();
        let (read, rest) = mem::take(&mut self.rest).split_at_mut_checked(mem::take(&mut self.at)).unwrap_or_default();
        self.rest = rest;
        read
    }
}

impl<'b> Source for InPlace<'b> {
    type Raw = &'b mut [u8];

    fn peek(&self) -> Option<u8> {
        self.rest.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn offset(&self) -> usize {
        self.dropped.saturating_add(self.at)
    }

    fn begin_raw(&mut self) {
        self.split_off();
    }

    fn end_raw(&mut self) -> Self::Raw {
        self.split_off()
    }
}

/// Bytes that exist only while they are read. The last run is kept, in one place: it is asked for and never moved.
pub(crate) struct Streamed<I, const N: usize> {
    bytes: I,
    next: Option<u8>,
    kept: heapless::Vec<u8, N>,
    keeps: bool,
    cut: bool,
    offset: usize,
}

impl<I: Iterator<Item = u8>, const N: usize> Streamed<I, N> {
    pub(crate) fn new(mut bytes: I) -> Self {
        let next = bytes.next();
        Self { bytes, next, kept: heapless::Vec::new(), keeps: false, cut: false, offset: 0 }
    }

    /// The last run; `None` if it was longer than `N` bytes.
    pub(super) fn last_run(&mut self) -> Option<&mut [u8]> {
        if self.cut { None } else { Some(&mut self.kept) }
    }
}

impl<I: Iterator<Item = u8>, const N: usize> Source for Streamed<I, N> {
    type Raw = ();

    fn peek(&self) -> Option<u8> {
        self.next
    }

    fn advance(&mut self) {
        if let (true, Some(byte)) = (self.keeps, self.next) {
            self.cut |= self.kept.push(byte).is_err();
        }
        self.next = self.bytes.next();
        self.offset = self.offset.saturating_add(1);
    }

    fn offset(&self) -> usize {
        self.offset
    }

    fn begin_raw(&mut self) {
        self.kept.clear();
        (self.keeps, self.cut) = (true, false);
    }

    fn end_raw(&mut self) {
        self.keeps = false;
    }
}
