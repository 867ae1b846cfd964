//! Both walks begin alike: a forged callback, a reset of the device, the true callback, a rate limit.

use crate::script;
use catapa_signin::{Authorized, AwaitingCallback, Client, HaveCode, NotAccepted, NotGranted, SignIn, UnixTime};

use crate::socket::{Failure, Steps, exchange};

/// How a token request begins.
pub const TOKEN_URL: &str = "POST /oauth/token HTTP/1.1\r\nhost: api.example.com\r\n";

/// So many seconds into the story.
#[must_use]
pub fn at(secs: u64) -> UnixTime {
    UnixTime::from_secs(script::BEGIN + secs)
}

/// Up to a code, by way of a forged callback and a reset.
#[inline(never)]
pub fn have_code<'c>(
    client: &'c Client,
    sent: &mut heapless::String<2048>,
    steps: &mut Steps,
) -> Result<SignIn<'c, HaveCode>, Failure> {
    let saved = pending(client, sent, steps)?;
    // The device may have lost its power here: 89 bytes are all that it needs.
    let step = AwaitingCallback::from_bytes(&saved).map_err(|_| "a saved step cannot be read")?;
    let sign_in = client.resume(step).map_err(|_| "the saved step is another client's")?;
    let have_code = sign_in.accept(script::CALLBACK, at(30)).map_err(|_| "the true callback is refused")?;
    steps.reach(&have_code);
    Ok(have_code)
}

#[inline(never)]
fn pending(
    client: &Client,
    sent: &mut heapless::String<2048>,
    steps: &mut Steps,
) -> Result<[u8; AwaitingCallback::SAVED_LEN], Failure> {
    let sign_in = SignIn::new(client);
    steps.reach(&sign_in);
    // A real device asks its random number generator.
    let sign_in = sign_in.begin(core::array::from_fn(|index| index as u8), at(0));
    steps.reach(&sign_in);
    sent.clear();
    sign_in.authorize_url().write_to(sent).map_err(|_| "the authorize URL does not fit")?;
    if !sent.ends_with("&code_challenge_method=S256") {
        return Err("the authorize URL has no challenge");
    }
    match sign_in.accept(script::FORGED, at(10)) {
        Err(NotAccepted::NotOurs { step, .. }) => Ok(step.to_bytes()),
        _ => Err("a forged callback ends the sign-in"),
    }
}

/// From the code to tokens, by way of a rate limit.
#[inline(never)]
pub fn authorized<'c, 'b>(
    have_code: SignIn<'c, HaveCode>,
    sent: &mut heapless::String<2048>,
    tokens: &'b mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Authorized<&'b str>>, Failure> {
    let have_code = rate_limited(have_code, sent, tokens)?;
    let request = have_code.token_request(at(38)).map_err(|_| "the code is too old")?;
    let reply = exchange(&request, sent, TOKEN_URL, script::TOKENS, tokens)?;
    match have_code.finish(reply, at(38)) {
        Ok(authorized) if authorized.step().expose_refresh_token() == Some("refresh-1") => {
            steps.reach(&authorized);
            Ok(authorized)
        }
        Ok(_) => Err("the refresh token is another"),
        Err(_) => Err("no tokens"),
    }
}

#[inline(never)]
fn rate_limited<'c>(
    have_code: SignIn<'c, HaveCode>,
    sent: &mut heapless::String<2048>,
    buffer: &mut [u8],
) -> Result<SignIn<'c, HaveCode>, Failure> {
    let client = have_code.client();
    let request = have_code.token_request(at(31)).map_err(|_| "the code is too old")?;
    let reply = exchange(&request, sent, TOKEN_URL, script::RATE_LIMITED, buffer)?;
    match have_code.finish(reply, at(31)) {
        Err(NotGranted::RateLimited { step, wait }) if wait.until(at(31)) == at(38) => {
            client.resume(step).map_err(|_| "the code is another client's")
        }
        _ => Err("a 429 is no wait of seven seconds"),
    }
}
