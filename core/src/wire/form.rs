//! `application/x-www-form-urlencoded`: pairs, joined by `&`.

#[cfg(test)]
mod tests;

use core::iter;

use heapless::string::StringView;

use super::percent::{BadEscape, FormChars};
use super::{scan, split};

/// The pairs of a query string or form body, not yet decoded. Empty pairs are skipped.
pub(crate) fn pairs(mut form: &str) -> impl Iterator<Item = (FormText<'_>, FormText<'_>)> {
    iter::from_fn(move || {
        while !form.is_empty() {
            let mut value = split::take(&mut form, b'&');
            if !value.is_empty() {
                let name = split::take(&mut value, b'=');
                return Some((FormText(name), FormText(value)));
            }
        }
        None
    })
}

/// A name or a value, still encoded.
#[derive(Clone, Copy, Default)]
pub(crate) struct FormText<'a>(&'a str);

impl<'a> FormText<'a> {
    pub(crate) fn chars(self) -> FormChars<'a> {
        FormChars::new(self.0)
    }

    /// The text, if it has nothing to decode.
    pub(crate) fn verbatim(self) -> Option<&'a str> {
        if scan::all(self.0.as_bytes(), |byte| (byte != b'%') & (byte != b'+')) { Some(self.0) } else { None }
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Its encoded length in bytes.
    pub(crate) const fn len(self) -> usize {
        self.0.len()
    }

    /// Does it decode to `text`? One text has several encoded forms.
    pub(crate) fn decodes_to(self, text: &str) -> bool {
        let mut expected = text.chars();
        self.chars().all(|character| Some(character) == expected.next().map(Ok)) && expected.next().is_none()
    }

    /// Its decoded length in bytes.
    pub(crate) fn decoded_len(self) -> Result<usize, BadEscape> {
        if let Some(value) = self.verbatim() {
            return Ok(value.len());
        }
        if self.chars().any(|character| character.is_err()) {
            return Err(BadEscape);
        }
        let escapes = self.0.bytes().filter(|byte| *byte == b'%').count();
        Ok(self.0.len().saturating_sub(escapes.saturating_mul(2)))
    }

    /// Decodes onto the end of `text`, as many characters as fit.
    pub(crate) fn decode_to(self, text: &mut StringView) -> Result<(), BadEscape> {
        if self.verbatim().is_some_and(|value| text.push_str(value).is_ok()) {
            return Ok(());
        }
        for c in self.chars() {
            if text.push(c?).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Decodes as many characters as fit.
    pub(crate) fn decode<const N: usize>(self) -> Result<heapless::String<N>, BadEscape> {
        let mut text = heapless::String::new();
        self.decode_to(&mut text).map(|()| text)
    }
}
