//! A record as a file: a head of 32 bytes, and then the bytes.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use catapa_signin::UnixTime;

use super::private::for_writing;
use crate::store::Version;

/// What a record begins with. The last byte says which form this is.
const FORM: [u8; 8] = *b"catapa\0\x01";

/// Form, version, end and length, of 8 bytes each.
const HEAD: usize = 32;

/// What a file begins with.
pub(super) struct Head {
    pub(super) version: Version,
    /// When it expires, by the machine's clock.
    pub(super) end: UnixTime,
}

/// Reads the file of a record. `None`: it is not one, or not a whole one.
pub(super) fn read(file: &mut File) -> io::Result<Option<(Head, Vec<u8>)>> {
    let Some(head) = read_head(file)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some((head, bytes)))
}

/// Reads its head alone.
pub(super) fn read_head(file: &mut File) -> io::Result<Option<Head>> {
    let size = file.metadata()?.len();
    let mut head = [0; HEAD];
    match file.read_exact(&mut head) {
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let ([form, version, end, length], _) = head.as_chunks::<8>() else { return Ok(None) };
    let [version, end, length] = [version, end, length].map(|number| u64::from_be_bytes(*number));
    let is_whole = *form == FORM && size.checked_sub(HEAD as u64) == Some(length);
    Ok(is_whole.then(|| Head { version: Version::new(version), end: UnixTime::from_secs(end) }))
}

/// Writes a new file, which is on the disk when this returns.
pub(super) fn write(path: &Path, head: &Head, bytes: &[u8]) -> io::Result<()> {
    let numbers = [head.version.number(), head.end.as_secs(), bytes.len() as u64].map(u64::to_be_bytes);
    let mut file = for_writing().create_new(true).open(path)?;
    file.write_all(&[&FORM, numbers.as_flattened(), bytes].concat())?;
    file.sync_all()
}
