//! The tokens stay where the replies lie: two buffers, one for each reply that brought tokens.
#![no_std]
#![no_main]

use board::begin::{self, Kept, at};
use board::script::{self, Buffers};
use board::socket::{Failure, Sent, Steps, exchange};
use board::{signed_in, stack};
use catapa_signin::{Authorized, Client, Expired, SignIn};
use cortex_m_semihosting::hprintln;

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(buffers) = cortex_m::singleton!(: Buffers = Buffers::new()) else { board::fail(line!()) };
    let Some(client) = cortex_m::singleton!(: Option<Client> = None) else { board::fail(line!()) };
    let client = board::client::put(client).unwrap_or_else(|line| board::fail(line));
    let Some(kept) = cortex_m::singleton!(: Kept<'static> = Kept::new()) else { board::fail(line!()) };
    let (walked, stack) = stack::depth(|| walk(client, buffers, kept));
    match walked {
        Ok(steps) => hprintln!("stack={} steps={}", stack, steps),
        Err(line) => board::fail(line),
    }
    board::succeed()
}

/// All five steps; how many there were.
#[inline(never)]
fn walk<'c>(client: &'c Client, buffers: &mut Buffers, kept: &mut Kept<'c>) -> Result<usize, Failure> {
    let Buffers { request: sent, tokens, reply } = buffers;
    let mut steps = Steps::default();
    let authorized = begin::authorized(client, kept, sent, tokens, &mut steps)?;
    signed_in::look_around(&authorized, sent, reply)?;
    let expired = signed_in::expired(authorized, sent, reply, &mut steps)?;
    signed_in::is_due_after_an_hour(refreshed(expired, sent, reply)?)?;
    Ok(steps.count())
}

/// The refresh token stays in the first buffer, while the access token comes in the second.
#[inline(never)]
fn refreshed<'c, 'b>(
    expired: SignIn<'c, Expired<&'b str>>,
    sent: &mut Sent,
    buffer: &'b mut [u8],
) -> Result<SignIn<'c, Authorized<&'b str>>, Failure> {
    let reply = exchange(&expired.refresh_request(), sent, script::TOKEN_URL, script::REFRESHED, buffer)?;
    match expired.finish(reply, at(3_600)) {
        Ok(authorized) if authorized.step().expose_refresh_token() == Some("refresh-1") => Ok(authorized),
        Ok(_) => Err(line!()),
        Err(_) => Err(line!()),
    }
}
