//! One client, in five moods, and one person's sign-in at each step: the fixed part of every law.

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::config::OpaqueTokens;
use catapa_signin::reply::RetryAfter;
use catapa_signin::{
    Authorized, AwaitingCallback, Client, ClientConfig, Endpoints, Expired, Freshness, HaveCode, Options, Reply,
    SignIn, Tenants, UnixTime,
};
use serde::Serialize;

pub(crate) const BEGIN: u64 = 1_700_000_000;
pub(crate) const TENANT: &str = "gdplabs";
pub(crate) const API: &str = "https://api.example.com";
pub(crate) const ISSUER: &str = "https://accounts.example.com/a+b?";
/// The tenants that [`choosy`] takes, one of them within another's name.
pub(crate) const WELCOME: [&str; 3] = ["gdplabs", "gdp", "g.labs"];
/// The tenants that [`listed`] takes.
pub(crate) const LISTED: [&str; 2] = [TENANT, "other"];
/// How much of a reply is read, in bytes.
pub(crate) const REPLY_LIMIT: usize = 65_536;
/// The CSRF token of [`awaiting_callback`], as the seeds have it.
pub(crate) const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

pub(crate) fn now() -> UnixTime {
    UnixTime::from_secs(BEGIN)
}

/// It takes every tenant, and names no issuer.
pub(crate) fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Any, Options::default()))
}

/// The same, with an issuer that every callback must name, and a short list of welcome tenants.
pub(crate) fn choosy() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Only(&WELCOME), Options::default().issuer(ISSUER)))
}

/// The same, with a list of two tenants.
pub(crate) fn listed() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Only(&LISTED), Options::default()))
}

/// The same, which takes a token that does not name its tenant.
pub(crate) fn trusting() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let options = Options::default().opaque_tokens(OpaqueTokens::TrustUserReply);
    CLIENT.get_or_init(|| client_of(Tenants::Any, options))
}

/// The same, after its list has changed: no tenant that it knew is welcome any more.
pub(crate) fn shut() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Only(&["nobody"]), Options::default()))
}

fn client_of(tenants: Tenants<'_>, options: Options<'_>) -> Client {
    Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", API),
        tenants,
        options: options.pkce(true),
    })
    .expect("a client that can be")
}

pub(crate) fn awaiting_callback() -> SignIn<'static, AwaitingCallback> {
    SignIn::new(client()).begin(core::array::from_fn(|index| index as u8), now())
}

pub(crate) fn have_code() -> SignIn<'static, HaveCode> {
    have_code_of(TENANT)
}

/// The callback named this tenant.
pub(crate) fn have_code_of(tenant: &str) -> SignIn<'static, HaveCode> {
    let tenant: String = form_urlencoded::byte_serialize(tenant.as_bytes()).collect();
    let callback = format!("code=c0de&state={CSRF_TOKEN}&tenant={tenant}");
    awaiting_callback().accept(&callback, now()).expect("the true callback")
}

pub(crate) fn authorized() -> SignIn<'static, Authorized<String>> {
    let mut body = format!(
        r#"{{"access_token":"{}","refresh_token":"refresh-0","expires_in":3600}}"#,
        jwt(format!(r#"{{"tenant":"{TENANT}"}}"#).as_bytes())
    )
    .into_bytes();
    let authorized = have_code().finish(Reply::new(200, &mut body), now()).expect("tokens");
    authorized.to_owned_in().expect("a String holds everything")
}

pub(crate) fn expired() -> SignIn<'static, Expired<String>> {
    match authorized().at(UnixTime::MAX) {
        Freshness::Expired(expired) => expired,
        other => panic!("a token that has ended is expired, not {other:?}"),
    }
}

/// A token with this payload.
pub(crate) fn jwt(payload: &[u8]) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
}

/// The saved form of a step: two steps are the same where these are.
pub(crate) fn saved(step: &impl Serialize) -> String {
    serde_json::to_string(step).expect("every step can be saved")
}

/// An input of which the first line is a status and, if there is more, the value of `Retry-After`; the rest is the body.
pub(crate) fn status_and_body(data: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    let (line, body) = (&data[..end], &data[end + 1..]);
    let (status, wait) = line.split_at_checked(3)?;
    let status = str::from_utf8(status).ok()?.parse().ok()?;
    Some((status, wait.trim_ascii(), body))
}

/// A wait is what the other side asked for, but at least a second and at most five minutes; and it asked for what its
/// `Retry-After` says, if that is a number.
pub(crate) fn is_a_wait(retry_after: RetryAfter, header: &[u8]) {
    let asked_for = retry_after.asked_for(now());
    assert_eq!(retry_after.secs(now()), asked_for.unwrap_or(60).clamp(1, 300));
    if !header.is_empty() && header.iter().all(u8::is_ascii_digit) {
        let digits = str::from_utf8(header).expect("digits");
        assert_eq!(asked_for, Some(digits.parse().unwrap_or(u64::MAX)));
    }
}
