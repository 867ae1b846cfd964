//! Splitting text at a byte. `str::split` does the same, and has a slice in it that the compiler cannot prove.

use super::scan;

/// Takes off the text what stands before the first `at`, and that byte with it; all of it if there is none.
pub(crate) fn take<'t>(text: &mut &'t str, at: u8) -> &'t str {
    let end = scan::position(at, text.as_bytes()).unwrap_or(text.len());
    let taken = text.get(..end).unwrap_or_default();
    *text = text.get(end.saturating_add(1)..).unwrap_or_default();
    taken
}

/// What stands behind the first `at`; nothing if there is none.
pub(crate) fn behind(mut text: &str, at: u8) -> &str {
    take(&mut text, at);
    text
}
