//! Pairs of name and value: the query of the authorize URL, and the body of a token request.

use core::fmt;

use crate::wire::{Out, percent};

/// The names in the query of the authorize URL.
pub(crate) const AUTHORIZE_NAMES: [&str; 7] =
    ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

/// A name and its value, before encoding.
pub(super) type Pair<'a> = (&'static str, &'a str);

/// Writes the pairs, joined by `&`.
pub(super) fn write<'a>(out: &mut dyn Out, pairs: impl Iterator<Item = Pair<'a>>) -> fmt::Result {
    for (index, (name, value)) in pairs.enumerate() {
        if index > 0 {
            out.put("&")?;
        }
        out.put(name)?;
        out.put("=")?;
        percent::write_encoded(out, value)?;
    }
    Ok(())
}
