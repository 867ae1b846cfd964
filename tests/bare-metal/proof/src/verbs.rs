//! The verbs that run after `Client::new`, one exported function each. The optimizer knows nothing of the arguments, so
//! it must keep every path.

#![allow(missing_docs, reason = "each is named for the verb that it exports")]

use core::fmt::{self, Write};

use catapa_signin::error::{DoesNotFit, NotAStep, NotInTime, NotOurStep, NotRequested, TokenRejected};
use catapa_signin::import::{NotImported, Tokens};
use catapa_signin::reply::{ApiReply, NotHttp, RetryAfter};
use catapa_signin::request::{AuthorizeUrl, Body, Form, NotAnApiPath, Url};
use catapa_signin::user::{Role, Roles};
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, Client, Expired, Explain as _, Freshness, HaveCode, Method, NotAccepted,
    NotGranted, NotRefreshed, Reply, Request, SignIn, UnixTime, User,
};

/// The text type of a device that refreshes for ever.
type Held = heapless::String<1024>;
type Out<'a> = &'a mut dyn Write;

#[unsafe(no_mangle)]
pub fn begin(client: &Client, entropy: [u8; 64], now: UnixTime) -> SignIn<'_, AwaitingCallback> {
    SignIn::new(client).begin(entropy, now)
}

#[unsafe(no_mangle)]
pub fn authorize_url<'a>(sign_in: &'a SignIn<'_, AwaitingCallback>) -> AuthorizeUrl<'a> {
    sign_in.authorize_url()
}

#[unsafe(no_mangle)]
pub fn authorize_url_len(url: &AuthorizeUrl<'_>) -> usize {
    url.len()
}

#[unsafe(no_mangle)]
pub fn authorize_url_write_to(url: &AuthorizeUrl<'_>, mut out: Out<'_>) -> fmt::Result {
    url.write_to(&mut out)
}

#[unsafe(no_mangle)]
pub fn save(step: &AwaitingCallback) -> [u8; AwaitingCallback::SAVED_LEN] {
    step.to_bytes()
}

#[unsafe(no_mangle)]
pub fn restore(saved: &[u8]) -> Result<AwaitingCallback, NotAStep> {
    AwaitingCallback::from_bytes(saved)
}

#[unsafe(no_mangle)]
pub fn resume(
    client: &Client,
    step: AwaitingCallback,
) -> Result<SignIn<'_, AwaitingCallback>, NotOurStep<AwaitingCallback>> {
    client.resume(step)
}

#[unsafe(no_mangle)]
pub fn deadline(sign_in: &SignIn<'_, AwaitingCallback>) -> UnixTime {
    sign_in.deadline()
}

#[unsafe(no_mangle)]
pub fn resume_code(client: &Client, step: HaveCode) -> Result<SignIn<'_, HaveCode>, NotOurStep<HaveCode>> {
    client.resume(step)
}

#[unsafe(no_mangle)]
pub fn resume_expired(
    client: &Client,
    step: Expired<Held>,
) -> Result<SignIn<'_, Expired<Held>>, NotOurStep<Expired<Held>>> {
    client.resume(step)
}

#[unsafe(no_mangle)]
pub fn resume_ref<'s>(
    client: &'s Client,
    step: &'s Authorized<Held>,
) -> Result<SignIn<'s, Authorized<&'s str>>, NotOurStep<()>> {
    client.resume_ref(step)
}

#[unsafe(no_mangle)]
pub fn resume_held(
    client: &Client,
    step: Authorized<Held>,
) -> Result<SignIn<'_, Authorized<Held>>, NotOurStep<Authorized<Held>>> {
    client.resume(step)
}

#[unsafe(no_mangle)]
pub fn import<'c, 't>(
    client: &'c Client,
    tokens: Tokens<'t>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<&'t str>>, NotImported> {
    client.import(tokens, now)
}

#[unsafe(no_mangle)]
pub fn accept<'c>(
    sign_in: SignIn<'c, AwaitingCallback>,
    callback: &str,
    now: UnixTime,
) -> Result<SignIn<'c, HaveCode>, NotAccepted> {
    sign_in.accept(callback, now)
}

#[unsafe(no_mangle)]
pub fn token_request<'a>(sign_in: &'a SignIn<'_, HaveCode>, now: UnixTime) -> Result<Request<'a>, NotInTime> {
    sign_in.token_request(now)
}

#[unsafe(no_mangle)]
pub fn finish<'c, 'b>(
    sign_in: SignIn<'c, HaveCode>,
    reply: Reply<'b>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<&'b str>>, NotGranted<HaveCode>> {
    sign_in.finish(reply, now)
}

#[unsafe(no_mangle)]
pub fn accept_kept<'c>(
    client: &'c Client,
    pending: &mut Option<AwaitingCallback>,
    callback: &str,
    now: UnixTime,
) -> Result<SignIn<'c, HaveCode>, NotAccepted<()>> {
    client.accept(pending, callback, now)
}

#[unsafe(no_mangle)]
pub fn token_request_kept<'a>(
    client: &'a Client,
    code: &'a Option<HaveCode>,
    now: UnixTime,
) -> Result<Request<'a>, NotRequested> {
    client.token_request(code, now)
}

#[unsafe(no_mangle)]
pub fn finish_kept<'c, 'b>(
    client: &'c Client,
    code: &mut Option<HaveCode>,
    reply: Reply<'b>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<&'b str>>, NotGranted<()>> {
    client.finish(code, reply, now)
}

#[unsafe(no_mangle)]
pub fn refresh_request_kept<'a>(
    client: &'a Client,
    expired: &'a Option<Expired<Held>>,
) -> Result<Request<'a>, NotRequested> {
    client.refresh_request(expired)
}

#[unsafe(no_mangle)]
pub fn finish_refresh_kept<'c>(
    client: &'c Client,
    expired: &mut Option<Expired<Held>>,
    reply: Reply<'_>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<Held>>, NotGranted<()>> {
    client.finish_refresh(expired, reply, now)
}

#[unsafe(no_mangle)]
pub fn to_owned_in<'c>(sign_in: &SignIn<'c, Authorized<&str>>) -> Result<SignIn<'c, Authorized<Held>>, DoesNotFit> {
    sign_in.to_owned_in()
}

#[unsafe(no_mangle)]
pub fn by_ref(step: &Authorized<Held>) -> Authorized<&str> {
    step.by_ref()
}

#[unsafe(no_mangle)]
pub fn user_request<'a>(sign_in: &'a SignIn<'_, Authorized<&str>>) -> Request<'a> {
    sign_in.user_request()
}

#[unsafe(no_mangle)]
pub fn user<'c: 'b, 'b>(sign_in: &SignIn<'c, Authorized<&str>>, reply: Reply<'b>) -> Result<User<'b>, ApiError> {
    sign_in.read_user(reply)
}

#[unsafe(no_mangle)]
pub fn roles<'b>(roles: &mut Roles<'b>) -> Option<Role<'b>> {
    roles.next()
}

#[unsafe(no_mangle)]
pub fn user_key(user: &User<'_>, out: Out<'_>) -> fmt::Result {
    write!(out, "{}", user.key())
}

#[unsafe(no_mangle)]
pub fn user_key_write_to(user: &User<'_>, mut out: Out<'_>) -> fmt::Result {
    user.key().write_to(&mut out)
}

#[unsafe(no_mangle)]
pub fn validate_request<'a>(sign_in: &'a SignIn<'_, Authorized<&str>>) -> Request<'a> {
    sign_in.validate_request()
}

#[unsafe(no_mangle)]
pub fn api_request<'a>(
    sign_in: &'a SignIn<'_, Authorized<&str>>,
    method: Method,
    path: &'a str,
    json: &'a str,
) -> Result<Request<'a>, NotAnApiPath> {
    Ok(sign_in.api_request(method, path)?.json(json))
}

#[unsafe(no_mangle)]
pub fn read_api<'b>(sign_in: &SignIn<'_, Authorized<&str>>, reply: Reply<'b>) -> Result<ApiReply<'b>, ApiError> {
    sign_in.read_api(reply)
}

#[unsafe(no_mangle)]
pub fn at<'c>(sign_in: SignIn<'c, Authorized<Held>>, now: UnixTime) -> Freshness<'c, Held> {
    sign_in.at(now)
}

#[unsafe(no_mangle)]
pub fn rejected<'c>(sign_in: SignIn<'c, Authorized<Held>>, proof: TokenRejected) -> Freshness<'c, Held> {
    sign_in.rejected(proof)
}

#[unsafe(no_mangle)]
pub fn refresh_request<'a>(sign_in: &'a SignIn<'_, Expired<Held>>) -> Request<'a> {
    sign_in.refresh_request()
}

#[unsafe(no_mangle)]
pub fn refresh<'c, 'b>(
    sign_in: SignIn<'c, Expired<&'b str>>,
    reply: Reply<'b>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<&'b str>>, NotRefreshed<&'b str>> {
    sign_in.finish(reply, now)
}

#[unsafe(no_mangle)]
pub fn refresh_held<'c>(
    sign_in: SignIn<'c, Expired<Held>>,
    reply: Reply<'_>,
    now: UnixTime,
) -> Result<SignIn<'c, Authorized<Held>>, NotRefreshed<Held>> {
    sign_in.finish(reply, now)
}

#[unsafe(no_mangle)]
pub fn headers(request: &Request<'_>, mut out: Out<'_>) -> fmt::Result {
    request.headers().try_for_each(|header| {
        out.write_str(header.name())?;
        header.write_value(&mut out)
    })
}

#[unsafe(no_mangle)]
pub fn url(url: Url<'_>, out: Out<'_>) -> fmt::Result {
    write!(out, "{url} {} {}", url.is_https(), url.authority())
}

#[unsafe(no_mangle)]
pub fn body_len(body: &Body<'_>) -> usize {
    body.len()
}

#[unsafe(no_mangle)]
pub fn body_write_to(body: &Body<'_>, mut out: Out<'_>) -> fmt::Result {
    body.write_to(&mut out)
}

#[unsafe(no_mangle)]
pub fn form_pairs(form: &Form<'_>, out: Out<'_>) -> fmt::Result {
    form.pairs().try_for_each(|(name, value)| {
        out.write_str(name)?;
        out.write_str(value)
    })
}

#[unsafe(no_mangle)]
pub fn write_http1(request: &Request<'_>, mut out: Out<'_>) -> fmt::Result {
    request.write_http1(&mut out)
}

#[unsafe(no_mangle)]
pub fn from_http1(bytes: &mut [u8], limit: usize) -> Result<Reply<'_>, NotHttp> {
    Reply::from_http1(bytes, limit)
}

#[unsafe(no_mangle)]
pub fn header<'b>(reply: Reply<'b>, name: &str, value: &[u8]) -> Reply<'b> {
    reply.header(name, value)
}

#[unsafe(no_mangle)]
pub fn cut_short(reply: Reply<'_>) -> Reply<'_> {
    reply.cut_short()
}

#[unsafe(no_mangle)]
pub fn over_limit(reply: Reply<'_>) -> Reply<'_> {
    reply.over_limit()
}

#[unsafe(no_mangle)]
pub fn wait_until(retry_after: RetryAfter, now: UnixTime) -> UnixTime {
    retry_after.until(now)
}

#[unsafe(no_mangle)]
pub fn step_of_not_accepted(why: NotAccepted) -> Option<AwaitingCallback> {
    why.into_step()
}

#[unsafe(no_mangle)]
pub fn step_of_not_granted(why: NotGranted<HaveCode>) -> Option<HaveCode> {
    why.into_step()
}

#[unsafe(no_mangle)]
pub fn step_of_not_refreshed(why: NotRefreshed<Held>) -> Option<Expired<Held>> {
    why.into_step()
}

#[unsafe(no_mangle)]
pub fn explain(why: &NotAccepted, out: Out<'_>) -> fmt::Result {
    write!(out, "{}: {why}", why.code())
}

#[unsafe(no_mangle)]
pub fn explain_token(why: &NotGranted<HaveCode>, out: Out<'_>) -> fmt::Result {
    write!(out, "{}: {why}", why.code())
}

#[unsafe(no_mangle)]
pub fn explain_api(why: &ApiError, out: Out<'_>) -> fmt::Result {
    write!(out, "{}: {why}", why.code())
}

#[unsafe(no_mangle)]
pub fn explain_refresh(why: &NotRefreshed<Held>, out: Out<'_>) -> fmt::Result {
    write!(out, "{}: {why}", why.code())
}

#[unsafe(no_mangle)]
pub fn wipe(steps: (AwaitingCallback, HaveCode, Authorized<Held>, Expired<Held>)) {
    drop(steps);
}
