//! The part of the `Authorization` header that follows `Basic ` (RFC 7617; RFC 6749, section 2.3.1).

use core::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use heapless::string::StringView;
use zeroize::Zeroize as _;

use super::check::{self, limits};
use super::{BasicEncoding, ConfigError, Fault, Field};
use crate::secret::Secret;
use crate::wire::percent;

/// The bytes of `id:secret` when each is three times as long as it may be, for every byte escaped; then as base64.
pub(super) const LONGEST: usize = ((limits::CLIENT_ID + limits::CLIENT_SECRET) * 3 + 1).div_ceil(3) * 4;

/// Writes the credentials.
pub(super) fn put(
    encoding: BasicEncoding,
    id: &str,
    secret: &str,
    place: &mut Secret<heapless::String<LONGEST>>,
) -> Result<(), ConfigError> {
    check::text(Field::ClientId, id, limits::CLIENT_ID)?;
    check::text(Field::ClientSecret, secret, limits::CLIENT_SECRET)?;
    if encoding == BasicEncoding::Raw && id.contains(':') {
        return Err(Field::ClientId.fails(Fault::BadCharacter));
    }
    let mut base64 = Base64 { out: place.expose_mut(), group: [0; 3], length: 0 };
    let written = match encoding {
        BasicEncoding::Raw => {
            base64.write_str(id).and_then(|()| base64.write_char(':')).and_then(|()| base64.write_str(secret))
        }
        BasicEncoding::FormEncoded => percent::write_encoded(&mut base64, id)
            .and_then(|()| base64.write_char(':'))
            .and_then(|()| percent::write_encoded(&mut base64, secret)),
    };
    written.and_then(|()| base64.flush()).map_err(|_| Field::ClientSecret.fails(Fault::TooLong))
}

/// Encodes what is written to it, three bytes at a time, so that the secret stands nowhere in plain.
struct Base64<'o> {
    out: &'o mut StringView,
    group: [u8; 3],
    length: usize,
}

impl Base64<'_> {
    fn flush(&mut self) -> fmt::Result {
        let mut text = [0; 4];
        let group = self.group.get(..self.length).unwrap_or_default();
        let length = STANDARD.encode_slice(group, &mut text).map_err(|_| fmt::Error)?;
        let encoded = text.get(..length).and_then(|text| core::str::from_utf8(text).ok()).ok_or(fmt::Error)?;
        self.length = 0;
        self.out.push_str(encoded).map_err(|_| fmt::Error)
    }
}

impl fmt::Write for Base64<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if let Some(place) = self.group.get_mut(self.length) {
                *place = byte;
            }
            self.length = self.length.saturating_add(1);
            if self.length == self.group.len() {
                self.flush()?;
            }
        }
        Ok(())
    }
}

impl Drop for Base64<'_> {
    fn drop(&mut self) {
        self.group.zeroize();
    }
}
