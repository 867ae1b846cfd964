//! Pairs of name and value: the query of the authorize URL, and the body of a token request.

use core::fmt;

use crate::wire::{Out, percent};

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
