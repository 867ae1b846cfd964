//! The tokens are held in text of their own, as a device must that refreshes for ever.
#![no_std]
#![no_main]

use board::begin::{self, Kept, at};
use board::script::{self, Buffers};
use board::socket::{Failure, Sent, Steps, exchange};
use board::{signed_in, stack};
use catapa_signin::{Authorized, Client, Expired, NotRefreshed, SignIn};
use cortex_m_semihosting::hprintln;

type Held = heapless::String<1024>;

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

/// All five steps; the refresh meets a rate limit first.
#[inline(never)]
fn walk<'c>(client: &'c Client, buffers: &mut Buffers, kept: &mut Kept<'c>) -> Result<usize, Failure> {
    let Buffers { request: sent, reply, .. } = buffers;
    let mut steps = Steps::default();
    let authorized = hold(client, kept, sent, reply, &mut steps)?;
    signed_in::look_around(&authorized, sent, reply)?;
    let expired = signed_in::expired(authorized, sent, reply, &mut steps)?;
    let expired = rate_limited(expired, sent, reply)?;
    let authorized = refreshed(expired, sent, reply)?;
    signed_in::is_due_after_an_hour(authorized)?;
    Ok(steps.count())
}

#[inline(never)]
fn hold<'c>(
    client: &'c Client,
    kept: &mut Kept<'c>,
    sent: &mut Sent,
    reply: &mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Authorized<Held>>, Failure> {
    begin::authorized(client, kept, sent, reply, steps)?.hold_in().map_err(|_| line!())
}

#[inline(never)]
fn rate_limited<'c>(
    expired: SignIn<'c, Expired<Held>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<SignIn<'c, Expired<Held>>, Failure> {
    let client = expired.client();
    let reply = exchange(&expired.refresh_request(), sent, script::TOKEN_URL, script::RATE_LIMITED, buffer)?;
    match expired.finish(reply, at(3_590)) {
        Err(NotRefreshed::RateLimited { step, .. }) => client.resume(step).map_err(|_| line!()),
        _ => Err(line!()),
    }
}

#[inline(never)]
fn refreshed<'c>(
    expired: SignIn<'c, Expired<Held>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<SignIn<'c, Authorized<Held>>, Failure> {
    let reply = exchange(&expired.refresh_request(), sent, script::TOKEN_URL, script::REFRESHED, buffer)?;
    let authorized = expired.finish(reply, at(3_600)).map_err(|_| line!())?;
    match authorized.step().expose_refresh_token() {
        Some("refresh-1") => Ok(authorized),
        _ => Err(line!()),
    }
}
