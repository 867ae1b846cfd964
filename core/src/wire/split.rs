//! Splitting text at a byte. `str::split` does the same, and has a slice in it that the compiler cannot prove.

/// What stands before the first `at`, and what behind it.
pub(crate) fn once(text: &str, at: u8) -> Option<(&str, &str)> {
    let index = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..index)?, text.get(index.saturating_add(1)..)?))
}

/// What stands before the first `at`; all of it if there is none.
pub(crate) fn before(text: &str, at: u8) -> &str {
    once(text, at).map_or(text, |(before, _)| before)
}

/// What stands behind the first `at`; nothing if there is none.
pub(crate) fn behind(text: &str, at: u8) -> &str {
    once(text, at).map_or("", |(_, behind)| behind)
}

/// The pieces between all `at`.
pub(crate) fn on(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let (piece, behind) = once(text, at).map_or((text, None), |(piece, behind)| (piece, Some(behind)));
        rest = behind;
        Some(piece)
    })
}
