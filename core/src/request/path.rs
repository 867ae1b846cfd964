//! The paths that an API request may have.

use crate::wire::{percent, split};

/// An API request must not have this path. The caller must fix it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct NotAnApiPath;

explain!(NotAnApiPath {
    Self => (
        "api.path_refused",
        Caller,
        "an API path begins with one `/` and has no `..`, broken escape, backslash, `#`, space, control or other foreign character"
    ),
});

/// Checks a path and its query: it stays on the origin, and means the same to every server on the way.
pub(crate) fn api_path(path: &str) -> Result<&str, NotAnApiPath> {
    let rooted = path.starts_with('/') && !path.starts_with("//");
    let visible = percent::URL.contains_all(path.as_bytes());
    let whole_escapes = percent::FormChars::new(path).all(|character| character.is_ok());
    let climbs = climbs(split::take(&mut { path }, b'?'));
    if rooted && visible && whole_escapes && !climbs { Ok(path) } else { Err(NotAnApiPath) }
}

/// Does it have two dots in a row, escaped or not? Servers disagree on what a segment is, so we refuse them everywhere.
fn climbs(path: &str) -> bool {
    let mut after_dot = false;
    percent::FormChars::new(path).any(|character| {
        let dot = character == Ok('.');
        core::mem::replace(&mut after_dot, dot) && dot
    })
}
