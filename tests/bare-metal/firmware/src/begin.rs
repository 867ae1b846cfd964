//! Both walks begin alike: a forged callback, a reset of the device, the true callback, a rate limit.

use catapa_signin::{Authorized, AwaitingCallback, Client, HaveCode, NotAccepted, NotGranted, SignIn, UnixTime};

use crate::script;
use crate::socket::{Failure, Sent, Steps, exchange};

/// So many seconds into the story.
#[must_use]
pub fn at(secs: u64) -> UnixTime {
    UnixTime::from_secs(script::BEGIN + secs)
}

/// What a device keeps between one event and the next.
pub struct Kept<'c> {
    /// The pending sign-in, as it outlives a reset.
    pub pending: [u8; AwaitingCallback::SAVED_LEN],
    /// The code, until it is traded.
    pub code: Option<SignIn<'c, HaveCode>>,
}

impl Kept<'_> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { pending: [0; AwaitingCallback::SAVED_LEN], code: None }
    }
}

impl Default for Kept<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// Up to tokens.
pub fn authorized<'c, 'b>(
    client: &'c Client,
    kept: &mut Kept<'c>,
    sent: &mut Sent,
    tokens: &'b mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Authorized<&'b str>>, Failure> {
    pending(client, kept, sent, steps)?;
    accepted(client, kept, steps)?;
    rate_limited(client, kept, sent, tokens)?;
    granted(kept, sent, tokens, steps)
}

/// A sign-in waits, and a forged callback changes nothing.
#[inline(never)]
fn pending(client: &Client, kept: &mut Kept<'_>, sent: &mut Sent, steps: &mut Steps) -> Result<(), Failure> {
    let sign_in = SignIn::new(client);
    steps.reach(&sign_in);
    // A real device asks its random number generator.
    let sign_in = sign_in.begin(core::array::from_fn(|index| index as u8), at(0));
    steps.reach(&sign_in);
    sent.clear();
    sign_in.authorize_url().write_to(sent).map_err(|_| line!())?;
    if !sent.ends_with("&code_challenge_method=S256") {
        return Err(line!());
    }
    match sign_in.accept(script::FORGED, at(10)) {
        Err(NotAccepted::NotOurs { step, .. }) => kept.pending = step.to_bytes(),
        _ => return Err(line!()),
    }
    Ok(())
}

/// The device may have lost its power: 89 bytes are all that it needs.
#[inline(never)]
fn accepted<'c>(client: &'c Client, kept: &mut Kept<'c>, steps: &mut Steps) -> Result<(), Failure> {
    let Ok(step) = AwaitingCallback::from_bytes(&kept.pending) else { return Err(line!()) };
    let Ok(sign_in) = client.resume(step) else { return Err(line!()) };
    match sign_in.accept(script::CALLBACK, at(30)) {
        Ok(have_code) => {
            steps.reach(&have_code);
            kept.code = Some(have_code);
            Ok(())
        }
        Err(_) => Err(line!()),
    }
}

/// The code survives a rate limit.
#[inline(never)]
fn rate_limited<'c>(
    client: &'c Client,
    kept: &mut Kept<'c>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<(), Failure> {
    let Some(have_code) = kept.code.take() else { return Err(line!()) };
    let Ok(request) = have_code.token_request(at(31)) else { return Err(line!()) };
    let reply = exchange(&request, sent, script::TOKEN_URL, script::RATE_LIMITED, buffer)?;
    match have_code.finish(reply, at(31)) {
        Err(NotGranted::RateLimited { step, wait }) if wait.until(at(31)) == at(38) => {
            kept.code = client.resume(step).ok();
            Ok(())
        }
        _ => Err(line!()),
    }
}

#[inline(never)]
fn granted<'c, 'b>(
    kept: &mut Kept<'c>,
    sent: &mut Sent,
    tokens: &'b mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Authorized<&'b str>>, Failure> {
    let Some(have_code) = kept.code.take() else { return Err(line!()) };
    let Ok(request) = have_code.token_request(at(38)) else { return Err(line!()) };
    let reply = exchange(&request, sent, script::TOKEN_URL, script::TOKENS, tokens)?;
    match have_code.finish(reply, at(38)) {
        Ok(authorized) if authorized.step().expose_refresh_token() == Some("refresh-1") => {
            steps.reach(&authorized);
            Ok(authorized)
        }
        _ => Err(line!()),
    }
}
