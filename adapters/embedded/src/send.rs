//! The one verb of this crate.

use core::fmt;

use catapa_signin::{Reply, Request};
use embedded_io_async::{Read, Write};
use zeroize::Zeroize as _;

use crate::framing::{Framing, Next};
use crate::{Cause, SendError};

/// Sends `request` once over `connection`, and reads the reply into `buffer`, which holds the request first.
///
/// `connection` is fresh, and leads to the request's [authority](catapa_signin::request::Url::authority). If the URL
/// [is https](catapa_signin::request::Url::is_https), it speaks TLS and has checked that the certificate is that
/// authority's: no client secret and no token may go elsewhere. It serves this one request, which asks the server to close
/// it. Hand it over, or lend it (`&mut connection`) to close it yourself.
///
/// `buffer` takes the request, of about a kilobyte, and then the whole reply, head and framing included. A body that does
/// not fit is treated as one over the request's [limit](Request::reply_limit): the step says `reply.over_limit`. Give it
/// four kilobytes for tokens and a profile. The request is wiped there once it is written. The reply is yours to
/// [wipe](https://docs.rs/zeroize).
///
/// It reads until the reply's own length says that it is whole, so it waits for nobody to close the connection. It has no
/// clock: put a time-out around it. A future that is dropped loses nothing but the reply; as after
/// [`SendError::Ambiguous`], the code or token in the request may then be spent.
///
/// # Errors
///
/// [`SendError`] if there is no reply. The step that wrote the request is untouched.
pub async fn send<'b, C: Read + Write>(
    request: &Request<'_>,
    mut connection: C,
    buffer: &'b mut [u8],
) -> Result<Reply<'b>, SendError<C::Error>> {
    {
        let mut written = Written { buffer: &mut *buffer, length: 0 };
        request.write_http1(&mut written).map_err(|_| SendError::NotSent(Cause::BufferTooSmall))?;
        write(&mut connection, written.bytes()).await?;
    }
    read(&mut connection, buffer, request.reply_limit()).await.map_err(SendError::Ambiguous)
}

/// Writes all of `bytes`. The first byte that the connection takes makes every later failure ambiguous.
async fn write<C: Write>(connection: &mut C, bytes: &[u8]) -> Result<(), SendError<C::Error>> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let taken = match connection.write(rest).await {
            Ok(0) => Err(Cause::Closed),
            Ok(taken) => Ok(taken),
            Err(why) => Err(Cause::Connection(why)),
        };
        let is_untouched = rest.len() == bytes.len();
        let taken = taken.map_err(if is_untouched { SendError::NotSent } else { SendError::Ambiguous })?;
        rest = rest.get(taken..).unwrap_or_default();
    }
    connection.flush().await.map_err(|why| SendError::Ambiguous(Cause::Connection(why)))
}

/// Reads a reply up to its end, or up to the limit.
async fn read<'b, C: Read>(
    connection: &mut C,
    buffer: &'b mut [u8],
    limit: usize,
) -> Result<Reply<'b>, Cause<C::Error>> {
    let mut framing = Framing::Head { at: 0 };
    let mut read = 0;
    let as_it_ended: fn(Reply<'b>) -> Reply<'b> = loop {
        let room = buffer.get_mut(read..).unwrap_or_default();
        if room.is_empty() {
            if framing.has_head() {
                break Reply::over_limit;
            }
            return Err(Cause::BufferTooSmall);
        }
        match connection.read(room).await {
            Ok(0) if read == 0 => return Err(Cause::Closed),
            // A reply without a length ends here; one with a length is cut short.
            Ok(0) => break |reply| reply,
            Ok(more) => read = read.saturating_add(more).min(buffer.len()),
            Err(_) if framing.has_head() => break Reply::cut_short,
            Err(why) => return Err(Cause::Connection(why)),
        }
        match framing.next(buffer.get(..read).unwrap_or_default(), limit).map_err(Cause::NotHttp)? {
            Next::Read => {}
            Next::Whole => break |reply| reply,
            Next::OverLimit => break Reply::over_limit,
            Next::Surplus => return Err(Cause::Surplus),
        }
    };
    let bytes = buffer.get_mut(..read).unwrap_or_default();
    Reply::from_http1(bytes, limit).map(as_it_ended).map_err(Cause::NotHttp)
}

/// The start of a buffer, as text is written to it. It is wiped in the end, even if its future is dropped before.
struct Written<'b> {
    buffer: &'b mut [u8],
    length: usize,
}

impl Written<'_> {
    fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        self.buffer.get_mut(..self.length).unwrap_or_default().zeroize();
    }
}

impl fmt::Write for Written<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length.checked_add(text.len()).ok_or(fmt::Error)?;
        self.buffer.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
