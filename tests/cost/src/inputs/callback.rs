//! Callbacks. Any stranger may send one.

use super::{Input, repeated};
use crate::reading::{CALLBACK, Reading, STATE};

pub(super) fn inputs(size: usize) -> Vec<Input> {
    let beside = |piece: &str| repeated(CALLBACK, piece, "", size);
    let described =
        |piece: &str, end: &str| repeated(&format!("error=access_denied&{STATE}&error_description="), piece, end, size);
    let with_code = |piece: &str, end: &str| repeated(&format!("{STATE}&code="), piece, end, size);
    let denied = "refused.access_denied";
    [
        ("ampersands", "ok", beside("&")),
        ("equals signs", "ok", beside("&=")),
        ("one-byte names", "ok", beside("&a")),
        ("names as long as ours", "ok", beside("&isr")),
        ("names almost ours", "ok", beside("&error_descriptio=")),
        ("names almost ours, escaped", "ok", beside("&%65rror_descriptio%6f")),
        ("names of escapes", "ok", beside("&%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61%61")),
        ("one name of escapes", "ok", repeated(&format!("{CALLBACK}&"), "%61", "", size)),
        ("a description of spaces", denied, described("+", "")),
        ("a description of escapes", denied, described("%41", "")),
        ("a description of four-byte characters", denied, described("😀", "")),
        ("a description of four-byte characters, escaped", denied, described("%f0%9f%98%80", "")),
        ("a description of escapes, the last of them none", denied, described("%41", "%4")),
        ("a code of escapes", "callback.not_ours.too_long", with_code("%41", "")),
        ("a code of escapes, the last of them none", "callback.not_ours.bad_escape", with_code("%41", "%4")),
        ("a code of four-byte characters, escaped", "callback.not_ours.too_long", with_code("%f0%9f%98%80", "")),
        ("question marks", "ok", repeated("/?", "?", &format!("&{CALLBACK}"), size)),
        ("a path", "ok", repeated("https://", "a", &format!("?{CALLBACK}"), size)),
        ("a fragment", "ok", repeated(&format!("{CALLBACK}#"), "#", "", size)),
    ]
    .map(|(name, outcome, text)| Input { reading: Reading::Callback, name, outcome, text })
    .into()
}
