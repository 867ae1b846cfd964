//! The tokens are held in text of their own, as a device must that refreshes for ever.
#![no_std]
#![no_main]

use board::begin::{self, TOKEN_URL, at};
use board::script::{self, Buffers};
use board::socket::{Failure, Steps, exchange};
use board::{signed_in, stack};
use catapa_signin::{Authorized, Client, Expired, NotRefreshed, SignIn};
use cortex_m_semihosting::hprintln;

type Held = heapless::String<1024>;
type Sent = heapless::String<2048>;

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(buffers) = cortex_m::singleton!(: Buffers = Buffers::new()) else { board::fail("no buffers") };
    let Some(client) = cortex_m::singleton!(: Option<Client> = None) else { board::fail("no room for the client") };
    let client = board::client::put(client).unwrap_or_else(|why| board::fail(why));
    let (walked, stack) = stack::depth(|| walk(client, buffers));
    match walked {
        Ok(steps) => hprintln!("stack={} steps={}", stack, steps),
        Err(why) => board::fail(why),
    }
    board::succeed()
}

/// All five steps; the refresh meets a rate limit first.
#[inline(never)]
fn walk(client: &Client, buffers: &mut Buffers) -> Result<usize, Failure> {
    let Buffers { request: sent, reply, .. } = buffers;
    let mut steps = Steps::default();
    let authorized = hold(client, sent, reply, &mut steps)?;
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
    sent: &mut Sent,
    reply: &mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Authorized<Held>>, Failure> {
    let have_code = begin::have_code(client, sent, steps)?;
    begin::authorized(have_code, sent, reply, steps)?.hold_in().map_err(|_| "a token does not fit")
}

#[inline(never)]
fn rate_limited<'c>(
    expired: SignIn<'c, Expired<Held>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<SignIn<'c, Expired<Held>>, Failure> {
    let client = expired.client();
    let reply = exchange(&expired.refresh_request(), sent, TOKEN_URL, script::RATE_LIMITED, buffer)?;
    match expired.finish(reply, at(3_590)) {
        Err(NotRefreshed::RateLimited { step, .. }) => client.resume(step).map_err(|_| "the step is another client's"),
        _ => Err("a 429 is no wait"),
    }
}

#[inline(never)]
fn refreshed<'c>(
    expired: SignIn<'c, Expired<Held>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<SignIn<'c, Authorized<Held>>, Failure> {
    let reply = exchange(&expired.refresh_request(), sent, TOKEN_URL, script::REFRESHED, buffer)?;
    let authorized = expired.finish(reply, at(3_600)).map_err(|_| "no new tokens")?;
    match authorized.step().expose_refresh_token() {
        Some("refresh-1") => Ok(authorized),
        _ => Err("the refresh token is lost"),
    }
}
