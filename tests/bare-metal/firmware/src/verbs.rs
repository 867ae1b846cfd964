//! What a device does at each event, for any text type of its tokens. Only the story calls these functions, so a frame
//! is gone when the next event comes.

use catapa_signin::error::TokenRejected;
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, Expired, Freshness, FromTokenText, HaveCode, Method, NotAccepted,
    NotGranted, NotRefreshed, Reply, Request, SignIn, Step, TokenText, User,
};

use crate::device::{Device, exchange};
use crate::script;
use crate::story::{Scene, Sent};

/// The name of a step.
type Name = &'static str;

/// Nothing has happened yet.
pub fn start<T: TokenText>(device: &mut Device<T>, _: &Scene<Device<T>>) -> Option<Name> {
    Some(name(&SignIn::new(device.client)))
}

/// Sends the browser to CATAPA.
pub fn begin<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    // A real device asks its random number generator.
    let entropy = core::array::from_fn(|index| index as u8);
    let sign_in = SignIn::new(device.client).begin(entropy, scene.now());
    device.sent.clear();
    sign_in.authorize_url().write_to(device.sent).ok()?;
    device.pending = sign_in.step().to_bytes();
    scene.wants(device.sent).then_some(name(&sign_in))
}

/// Takes a callback. It may have lost its power since the last event.
pub fn accept<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    let Ok(step) = AwaitingCallback::from_bytes(&device.pending) else { return None };
    let Ok(sign_in) = device.client.resume(step) else { return None };
    match sign_in.accept(scene.comes(), scene.now()) {
        Ok(have_code) => {
            device.code = Some(have_code);
            Some(HaveCode::NAME)
        }
        Err(NotAccepted::NotOurs { step, .. }) => {
            device.pending = step.to_bytes();
            Some(AwaitingCallback::NAME)
        }
        Err(_) => None,
    }
}

/// Trades the code, and has the tokens kept: where they came, or elsewhere.
#[inline(never)]
pub fn trade<'b, T: TokenText>(
    device: &mut Device<T>,
    scene: &Scene<Device<T>>,
    buffer: &'b mut [u8],
    keep: fn(&mut Device<T>, SignIn<'static, Authorized<&'b str>>) -> Option<Name>,
) -> Option<Name> {
    let reply = tokens(device.code.as_ref()?, scene, device.sent, buffer);
    match device.code.take()?.finish(reply, scene.now()) {
        Ok(authorized) => keep(device, authorized),
        Err(NotGranted::RateLimited { step, retry_after }) => {
            device.resting_code = Some(step);
            (retry_after.secs(scene.now()) == script::WAIT).then_some(HaveCode::NAME)
        }
        Err(_) => None,
    }
}

/// Out of line, because `trade` has a step and a result on the stack.
#[inline(never)]
fn tokens<'b, D>(
    have_code: &SignIn<'_, HaveCode>,
    scene: &Scene<D>,
    sent: &mut Sent,
    buffer: &'b mut [u8],
) -> Reply<'b> {
    match have_code.token_request(scene.now()) {
        Ok(request) => exchange(&request, scene, sent, buffer),
        Err(_) => Reply::new(0, buffer),
    }
}

/// The wait that CATAPA asked for is over.
pub fn wake<T: TokenText>(device: &mut Device<T>, _: &Scene<Device<T>>) -> Option<Name> {
    if let Some(step) = device.resting_code.take() {
        return match device.client.resume(step) {
            Ok(have_code) => {
                device.code = Some(have_code);
                Some(HaveCode::NAME)
            }
            Err(_) => None,
        };
    }
    match device.client.resume(device.resting_refresh.take()?) {
        Ok(expired) => {
            device.signed_in = Freshness::Expired(expired);
            reached(device)
        }
        Err(_) => None,
    }
}

/// Asks who signed in.
pub fn who<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    let Freshness::Fresh(authorized) = &device.signed_in else { return None };
    let reply = exchange(&authorized.user_request(), scene, device.sent, device.reply);
    let user = authorized.read_user(reply).ok()?;
    is_siti(&user, device.sent).then_some(Authorized::<T>::NAME)
}

fn is_siti(user: &User<'_>, sent: &mut Sent) -> bool {
    sent.clear();
    user.key().write_to(sent).is_ok() && sent == script::SITI && user.roles().len() == 2
}

/// Asks for the employees.
pub fn call<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    ask(device, scene, |authorized| authorized.api_request(Method::Get, script::EMPLOYEES_PATH).ok())
}

/// Asks whether the access token is still good.
pub fn validate<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    ask(device, scene, |authorized| Some(authorized.validate_request()))
}

/// Calls the API; a 401 ends the access token.
#[inline(never)]
fn ask<T: TokenText>(
    device: &mut Device<T>,
    scene: &Scene<Device<T>>,
    request: for<'a> fn(&'a SignIn<'static, Authorized<T>>) -> Option<Request<'a>>,
) -> Option<Name> {
    let Freshness::Fresh(authorized) = &device.signed_in else { return None };
    match authorized.read_api(exchange(&request(authorized)?, scene, device.sent, device.reply)) {
        Ok(reply) => (reply.body() == b"[]").then_some(Authorized::<T>::NAME),
        Err(ApiError::TokenRejected(proof)) => reject(device, proof),
        Err(_) => None,
    }
}

#[inline(never)]
fn reject<T: TokenText>(device: &mut Device<T>, proof: TokenRejected) -> Option<Name> {
    let Freshness::Fresh(authorized) = device.take() else { return None };
    device.signed_in = authorized.rejected(proof);
    reached(device)
}

/// Asks whether the access token is due.
pub fn look<T: TokenText>(device: &mut Device<T>, scene: &Scene<Device<T>>) -> Option<Name> {
    let Freshness::Fresh(authorized) = device.take() else { return None };
    device.signed_in = authorized.at(scene.now());
    reached(device)
}

/// Refreshes the tokens.
#[inline(never)]
pub fn refresh<'b, T: FromTokenText<'b>>(
    device: &mut Device<T>,
    scene: &Scene<Device<T>>,
    buffer: &'b mut [u8],
) -> Option<Name> {
    let Freshness::Expired(expired) = &device.signed_in else { return None };
    let reply = new_tokens(expired, scene, device.sent, buffer);
    let Freshness::Expired(expired) = device.take() else { return None };
    match expired.finish(reply, scene.now()) {
        Ok(authorized) => keep(device, authorized),
        Err(NotRefreshed::RateLimited { step, retry_after }) => {
            device.resting_refresh = Some(step);
            (retry_after.secs(scene.now()) == script::WAIT).then_some(Expired::<T>::NAME)
        }
        Err(_) => None,
    }
}

#[inline(never)]
fn new_tokens<'b, D, T: TokenText>(
    expired: &SignIn<'_, Expired<T>>,
    scene: &Scene<D>,
    sent: &mut Sent,
    buffer: &'b mut [u8],
) -> Reply<'b> {
    exchange(&expired.refresh_request(), scene, sent, buffer)
}

/// Keeps tokens where they are.
#[inline(never)]
pub fn keep<T: TokenText>(device: &mut Device<T>, authorized: SignIn<'static, Authorized<T>>) -> Option<Name> {
    device.signed_in = Freshness::Fresh(authorized);
    reached(device)
}

/// The step, once there are tokens.
#[inline(never)]
pub fn reached<T: TokenText>(device: &Device<T>) -> Option<Name> {
    let (step, refresh_token) = match &device.signed_in {
        Freshness::Fresh(authorized) => (name(authorized), authorized.step().expose_refresh_token()?),
        Freshness::Expired(expired) => (name(expired), expired.step().expose_refresh_token()),
        Freshness::Over => return None,
    };
    (refresh_token == script::REFRESH_TOKEN).then_some(step)
}

fn name<S: Step>(_: &SignIn<'_, S>) -> Name {
    S::NAME
}
