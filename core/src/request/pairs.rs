//! Names and values in a row: the query of the authorize URL, and the body of a token request.

use core::fmt;

use crate::wire::{Out, percent, split};

/// As it is written: with what stands before and behind a name.
pub(super) const REDIRECT_URI: &str = "&redirect_uri=";

/// A name that is written so.
pub(super) fn plain(mut name: &str) -> &str {
    let name = split::take(&mut name, b'=');
    name.strip_prefix('&').unwrap_or(name)
}

/// Writes the names that have a value, with it. The third is [`REDIRECT_URI`], whose value the client has encoded once and
/// for all.
pub(super) fn write(
    out: &mut dyn Out,
    names: &[&str],
    values: &[Option<&str>],
    encoded_redirect_uri: &str,
) -> fmt::Result {
    for (index, (name, value)) in names.iter().zip(values).enumerate() {
        let Some(value) = value else { continue };
        out.put(name)?;
        match index {
            2 => out.put(encoded_redirect_uri)?,
            _ => percent::write_encoded(out, value)?,
        }
    }
    Ok(())
}
