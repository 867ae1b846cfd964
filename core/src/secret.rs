//! Secrets: redacted in every `Debug`, wiped when dropped, compared in constant time.

#[cfg(test)]
mod tests;

use core::fmt;

use heapless::string::StringView;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// What the caller keeps a token in: anything that lends its text, and can wipe it.
///
/// Given for `&str` (owns nothing, wipes nothing: the buffer it borrows from is the caller's), for
/// `heapless::String<N>` of heapless 0.9 and, with the feature `alloc`, for `String`.
#[diagnostic::on_unimplemented(
    message = "tokens cannot be held in `{Self}`",
    label = "no text for tokens",
    note = "tokens are held in `String` (feature `alloc`), in `heapless::String<4096>`, or in a text of your own that implements `TokenText` and `FromTokenText`"
)]
pub trait TokenText: AsRef<str> {
    /// Overwrites the text. Called when the secret is dropped.
    fn wipe(&mut self);
}

/// A [`TokenText`] that can be made from a slice of a reply.
///
/// Implement it, beside [`TokenText`], for a type of your own to have tokens held there:
///
/// ```
/// use catapa_signin::error::DoesNotFit;
/// use catapa_signin::{FromTokenText, TokenText};
///
/// struct Locked(Box<str>);
///
/// impl AsRef<str> for Locked {
///     fn as_ref(&self) -> &str {
///         &self.0
///     }
/// }
///
/// impl TokenText for Locked {
///     fn wipe(&mut self) {
///         // What wiping means for your memory.
///         self.0 = Box::default();
///     }
/// }
///
/// impl FromTokenText<'_> for Locked {
///     fn from_token_text(text: &str) -> Result<Self, DoesNotFit> {
///         Ok(Self(text.into()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "tokens cannot be copied into `{Self}`",
    label = "no text for tokens",
    note = "tokens are held in `String` (feature `alloc`), in `heapless::String<4096>`, or in a text of your own that implements `TokenText` and `FromTokenText`"
)]
pub trait FromTokenText<'b>: TokenText + Sized {
    /// Keeps `text`.
    ///
    /// # Errors
    ///
    /// [`DoesNotFit`] if it is longer than this type can hold; nothing is lost.
    fn from_token_text(text: &'b str) -> Result<Self, DoesNotFit>;
}

/// The text is longer than the type chosen for it can hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct DoesNotFit;

explain!(DoesNotFit {
    Self => ("token.does_not_fit", Caller, "a token does not fit where this application keeps it"),
});

// What the compiler would list of our implementations is longer than the note above, and no clearer.
#[diagnostic::do_not_recommend]
impl TokenText for &str {
    fn wipe(&mut self) {}
}

#[diagnostic::do_not_recommend]
impl<'b> FromTokenText<'b> for &'b str {
    fn from_token_text(text: &'b str) -> Result<Self, DoesNotFit> {
        Ok(text)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> TokenText for heapless::String<N> {
    fn wipe(&mut self) {
        wipe(self);
    }
}

/// One function for every capacity.
#[inline(never)]
fn wipe(text: &mut StringView) {
    text.as_mut_str().zeroize();
    text.clear();
}

#[diagnostic::do_not_recommend]
impl<const N: usize> FromTokenText<'_> for heapless::String<N> {
    fn from_token_text(text: &str) -> Result<Self, DoesNotFit> {
        let mut held = Self::new();
        held.push_str(text).map_err(|_| DoesNotFit)?;
        Ok(held)
    }
}

#[cfg(feature = "alloc")]
#[diagnostic::do_not_recommend]
impl TokenText for alloc::string::String {
    fn wipe(&mut self) {
        let mut bytes = core::mem::take(self).into_bytes();
        bytes.clear();
        bytes.resize(bytes.capacity(), 0);
        zeroize::optimization_barrier(bytes.as_slice());
    }
}

#[cfg(feature = "alloc")]
#[diagnostic::do_not_recommend]
impl FromTokenText<'_> for alloc::string::String {
    fn from_token_text(text: &str) -> Result<Self, DoesNotFit> {
        Ok(text.into())
    }
}

/// May this text be an access token? Visible ASCII, because it stands in a header (RFC 6750, section 2.1).
pub(crate) fn is_access_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A text that is wiped when dropped and never shown.
pub(crate) struct Secret<T: TokenText>(T);

impl<T: TokenText> Secret<T> {
    pub(crate) const fn new(text: T) -> Self {
        Self(text)
    }

    /// Keeps `text` as `T` keeps it: a copy that is wiped when dropped, or, as `&str`, the text where it is.
    pub(crate) fn copy_of<'b>(text: &'b str) -> Result<Self, DoesNotFit>
    where
        T: FromTokenText<'b>,
    {
        T::from_token_text(text).map(Self)
    }

    /// The one way out.
    pub(crate) fn expose(&self) -> &str {
        self.0.as_ref()
    }

    pub(crate) fn as_ref(&self) -> Secret<&str> {
        Secret(self.expose())
    }
}

impl<const N: usize> Secret<heapless::String<N>> {
    /// The text, to be written.
    pub(crate) fn expose_mut(&mut self) -> &mut StringView {
        &mut self.0
    }
}

impl<T: TokenText + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: TokenText> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: TokenText> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// May this text be a code or a refresh token? Visible ASCII and spaces (RFC 6749, appendices A.11 and A.17).
// Inlined, because a function for all callers makes the firmware larger by 44 bytes (tests/bare-metal).
#[inline(always)]
pub(crate) fn is_credential(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Are the two equal? The time that it takes tells their lengths, and nothing of where they differ.
pub(crate) fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// Text of CATAPA's or of a stranger's, cut to `N` bytes: `Debug` shows its length alone, because servers quote
/// secrets in their messages.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Quoted<const N: usize>(heapless::String<N>);

impl<const N: usize> Quoted<N> {
    /// Nothing was said.
    pub(crate) const fn empty() -> Self {
        Self(heapless::String::new())
    }

    /// A text that was cut to this length.
    pub(crate) const fn of(text: heapless::String<N>) -> Self {
        Self(text)
    }

    /// `text`, cut at the last character that fits.
    pub(crate) fn cut(text: &str) -> Self {
        let mut quoted = Self::empty();
        cut_to(quoted.text(), text);
        quoted
    }

    /// The text, to be written.
    pub(crate) fn text(&mut self) -> &mut StringView {
        &mut self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// `None` if nothing was said.
    pub(crate) fn non_empty(&self) -> Option<&str> {
        if self.0.is_empty() { None } else { Some(&self.0) }
    }
}

/// Appends `text`, cut at the last character that fits.
pub(crate) fn cut_to(kept: &mut StringView, text: &str) {
    if kept.push_str(text).is_err() {
        let _ = text.chars().try_for_each(|character| kept.push(character));
    }
}

impl<const N: usize> fmt::Debug for Quoted<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}
