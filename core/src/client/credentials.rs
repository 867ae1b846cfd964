//! The part of the `Authorization` header that follows `Basic ` (RFC 7617; RFC 6749, section 2.3.1).

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use heapless::string::StringView;
use zeroize::Zeroizing;

use super::check::{Checks, limits};
use super::{BasicEncoding, Fault, Setting};
use crate::secret::Secret;
use crate::wire::{Out, percent};

/// The longest `id:secret` with every byte of both escaped, as base64.
pub(super) const LONGEST: usize = ((limits::CLIENT_ID + limits::CLIENT_SECRET) * 3 + 1).div_ceil(3) * 4;

/// Checks the secret and writes the credentials. The caller has checked the id.
pub(super) fn put(
    checks: &mut Checks,
    encoding: BasicEncoding,
    id: &str,
    secret: &str,
    place: &mut Secret<heapless::String<LONGEST>>,
) {
    checks.text(Setting::ClientSecret, secret, limits::CLIENT_SECRET);
    if encoding == BasicEncoding::Raw && id.bytes().any(|byte| byte == b':') {
        checks.record(Setting::ClientId, Fault::BadCharacter);
    }
    let write: fn(&mut dyn Out, &str) -> fmt::Result = match encoding {
        BasicEncoding::Raw => |out, text| out.put(text),
        BasicEncoding::FormEncoded => percent::write_encoded,
    };
    let mut base64 = Base64 { out: place.expose_mut(), group: Zeroizing::new([0; 3]), length: 0 };
    let written = write(&mut base64, id).and_then(|()| base64.put(":")).and_then(|()| write(&mut base64, secret));
    if written.and_then(|()| base64.finish()).is_err() {
        checks.record(Setting::ClientSecret, Fault::TooLong);
    }
}

/// Encodes the text written to it, three bytes at a time, so that no buffer holds the secret in plain text.
struct Base64<'o> {
    out: &'o mut StringView,
    group: Zeroizing<[u8; 3]>,
    length: usize,
}

impl Base64<'_> {
    /// Writes the characters of a group, with `=` for its missing bytes.
    fn flush(&mut self) -> fmt::Result {
        let mut text = [0; 4];
        STANDARD.encode_slice(*self.group, &mut text).map_err(|_| fmt::Error)?;
        for (index, character) in text.iter().enumerate() {
            let character = if index > self.length { b'=' } else { *character };
            self.out.push(char::from(character)).map_err(|_| fmt::Error)?;
        }
        *self.group = [0; 3];
        self.length = 0;
        Ok(())
    }

    fn finish(&mut self) -> fmt::Result {
        if self.length == 0 { Ok(()) } else { self.flush() }
    }
}

impl Out for Base64<'_> {
    fn put(&mut self, text: &str) -> fmt::Result {
        for byte in text.as_bytes() {
            if let Some(place) = self.group.get_mut(self.length) {
                *place = *byte;
            }
            self.length = self.length.saturating_add(1);
            if self.length == self.group.len() {
                self.flush()?;
            }
        }
        Ok(())
    }
}
