//! What a device does with tokens, whatever they lie in.

use core::fmt::Write as _;

use crate::script;
use catapa_signin::{ApiError, Authorized, Expired, Lifetime, Method, SignIn, Text, User};

use crate::begin::at;
use crate::socket::{Failure, Steps, exchange};

type Sent = heapless::String<2048>;

/// Asks who signed in, then for the employees.
#[inline(never)]
pub fn look_around<T: Text>(
    authorized: &SignIn<'_, Authorized<T>>,
    sent: &mut Sent,
    buffer: &mut [u8],
) -> Result<(), Failure> {
    who(authorized, sent, buffer)?;
    let request = authorized.api_request(Method::Get, "/core/v1/employees?page=0").map_err(|_| "a path is refused")?;
    let goes_to = "GET /core/v1/employees?page=0 HTTP/1.1\r\n";
    let reply = exchange(&request, sent, goes_to, script::EMPLOYEES, buffer)?;
    let reply = authorized.api_reply(reply).map_err(|_| "no employees")?;
    if reply.body() == b"[]" { Ok(()) } else { Err("the employees are others") }
}

#[inline(never)]
fn who<T: Text>(authorized: &SignIn<'_, Authorized<T>>, sent: &mut Sent, buffer: &mut [u8]) -> Result<(), Failure> {
    let reply = exchange(&authorized.user_request(), sent, "GET /v1/users/me HTTP/1.1\r\n", script::USER, buffer)?;
    match authorized.user(reply) {
        Ok(user) => is_siti(&user, sent),
        Err(_) => Err("nobody signed in"),
    }
}

#[inline(never)]
fn is_siti(user: &User<'_>, sent: &mut Sent) -> Result<(), Failure> {
    sent.clear();
    write!(sent, "{}", user.key()).map_err(|_| "the user key does not fit")?;
    let is_siti = sent == "https://api.example.com|gdplabs|42" && user.roles().len() == 2;
    if is_siti { Ok(()) } else { Err("somebody else signed in") }
}

/// The token is fresh, then a 401 ends it.
#[inline(never)]
pub fn expired<'c, T: Text>(
    authorized: SignIn<'c, Authorized<T>>,
    sent: &mut Sent,
    buffer: &mut [u8],
    steps: &mut Steps,
) -> Result<SignIn<'c, Expired<T>>, Failure> {
    let Lifetime::Fresh(authorized) = authorized.at(at(3_600)) else { return Err("a fresh token is expired") };
    let reply = exchange(&authorized.validate_request(), sent, "GET /v1/oauth-clients", script::UNAUTHORIZED, buffer)?;
    let Err(ApiError::TokenRejected(proof)) = authorized.api_reply(reply) else { return Err("a 401 rejects nothing") };
    let Lifetime::Expired(expired) = authorized.rejected(proof) else { return Err("a rejected token is not expired") };
    steps.reach(&expired);
    Ok(expired)
}

/// An hour later, the refreshed token is due.
#[inline(never)]
pub fn is_due_after_an_hour<T: Text>(authorized: SignIn<'_, Authorized<T>>) -> Result<(), Failure> {
    if authorized.is_due(at(7_139)) || !authorized.is_due(at(7_140)) {
        return Err("an hour less the leeway is not an hour less the leeway");
    }
    match authorized.at(at(7_200)) {
        Lifetime::Expired(_) => Ok(()),
        Lifetime::Fresh(_) | Lifetime::Over => Err("after an hour the token is not due"),
    }
}
