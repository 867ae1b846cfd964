//! Where the bytes of a document come from.

use core::mem;

/// Bytes, one after the other, of which a run can be kept.
pub(crate) trait Source {
    /// A run of bytes that was kept.
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

/// Bytes that exist only while they are read. A run longer than `N` bytes is cut, and says so.
pub(crate) struct Streamed<I, const N: usize> {
    bytes: I,
    next: Option<u8>,
    kept: Option<Run<N>>,
    offset: usize,
}

/// The bytes of a run, and whether there were more.
pub(crate) struct Run<const N: usize> {
    pub(crate) bytes: heapless::Vec<u8, N>,
    pub(crate) cut: bool,
}

impl<const N: usize> Run<N> {
    const EMPTY: Self = Self { bytes: heapless::Vec::new(), cut: false };
}

impl<I: Iterator<Item = u8>, const N: usize> Streamed<I, N> {
    pub(crate) fn new(mut bytes: I) -> Self {
        let next = bytes.next();
        Self { bytes, next, kept: None, offset: 0 }
    }
}

impl<I: Iterator<Item = u8>, const N: usize> Source for Streamed<I, N> {
    type Raw = Run<N>;

    fn peek(&self) -> Option<u8> {
        self.next
    }

    fn advance(&mut self) {
        if let (Some(kept), Some(byte)) = (&mut self.kept, self.next) {
            kept.cut |= kept.bytes.push(byte).is_err();
        }
        self.next = self.bytes.next();
        self.offset = self.offset.saturating_add(1);
    }

    fn offset(&self) -> usize {
        self.offset
    }

    fn begin_raw(&mut self) {
        self.kept = Some(Run::EMPTY);
    }

    fn end_raw(&mut self) -> Self::Raw {
        self.kept.take().unwrap_or(Run::EMPTY)
    }
}
