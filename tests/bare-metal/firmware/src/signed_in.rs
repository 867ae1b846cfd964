//! What a device does with tokens, whatever they lie in.

use core::fmt::Write as _;

use crate::script;
use catapa_signin::{ApiError, Authorized, Expired, Lifetime, Method, SignIn, Text, User};

use crate::begin::at;
use crate::socket::{Failure, Sent, Steps, exchange};

/// Asks who signed in, then for the employees.
#[inline(never)]
pub fn look_around<T: Text>(
    authorized: &SignIn<'_, Authorized<T>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<(), Failure> {
    who(authorized, sent, buffer)?;
    let request = authorized.api_request(Method::Get, script::EMPLOYEES_PATH).map_err(|_| line!())?;
    let reply = exchange(&request, sent, script::EMPLOYEES_URL, script::EMPLOYEES, buffer)?;
    let reply = authorized.api_reply(reply).map_err(|_| line!())?;
    if reply.body() == b"[]" { Ok(()) } else { Err(line!()) }
}

#[inline(never)]
fn who<T: Text>(authorized: &SignIn<'_, Authorized<T>>, sent: &mut Sent, buffer: &mut [u8]) -> Result<(), Failure> {
    let reply = exchange(&authorized.user_request(), sent, script::USER_URL, script::USER, buffer)?;
    match authorized.user(reply) {
        Ok(user) => is_siti(&user, sent),
        Err(_) => Err(line!()),
    }
}

#[inline(never)]
fn is_siti(user: &User<'_>, sent: &mut Sent) -> Result<(), Failure> {
    sent.clear();
    write!(sent, "{}", user.key()).map_err(|_| line!())?;
    let is_siti = sent == script::SITI && user.roles().len() == 2;
    if is_siti { Ok(()) } else { Err(line!()) }
}

/// The token is fresh, then a 401 ends it.
#[inline(never)]
pub fn expired<'c, T: Text>(
    authorized: SignIn<'c, Authorized<T>>,
    sent: &mut Sent,
    buffer: &mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Expired<T>>, Failure> {
    let Lifetime::Fresh(authorized) = authorized.at(at(3_600)) else { return Err(line!()) };
    let reply = exchange(&authorized.validate_request(), sent, script::VALIDATE_URL, script::UNAUTHORIZED, buffer)?;
    let Err(ApiError::TokenRejected(proof)) = authorized.api_reply(reply) else { return Err(line!()) };
    let Lifetime::Expired(expired) = authorized.rejected(proof) else { return Err(line!()) };
    steps.reach(&expired);
    Ok(expired)
}

/// An hour later, the refreshed token is due.
#[inline(never)]
pub fn is_due_after_an_hour<T: Text>(authorized: SignIn<'_, Authorized<T>>) -> Result<(), Failure> {
    if authorized.is_due(at(7_139)) || !authorized.is_due(at(7_140)) {
        return Err(line!());
    }
    match authorized.at(at(7_200)) {
        Lifetime::Expired(_) => Ok(()),
        Lifetime::Fresh(_) | Lifetime::Over => Err(line!()),
    }
}
