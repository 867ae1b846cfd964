//! Splitting text at a byte. `str::split` does the same, but the compiler cannot prove that it never panics.

use super::scan;

/// Takes the part before the first `at` off the text, and drops that byte; the whole text if it has none.
pub(crate) fn take<'t>(text: &mut &'t str, at: u8) -> &'t str {
    let end = scan::position(at, text.as_bytes()).unwrap_or(text.len());
    let taken = text.get(..end).unwrap_or_default();
    *text = text.get(end.saturating_add(1)..).unwrap_or_default();
    taken
}

/// The part after the first `at`; empty if the text has none.
pub(crate) fn after(mut text: &str, at: u8) -> &str {
    take(&mut text, at);
    text
}
