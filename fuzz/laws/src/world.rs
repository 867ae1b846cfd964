//! One client, in three moods, and one person's sign-in at each step: the fixed part of every law.

#[cfg(test)]
mod tests;

use std::format;
use std::string::String;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::{
    Authorized, AwaitingCallback, Client, ClientConfig, Endpoints, Expired, HaveCode, Freshness, Options, Reply, SignIn,
    Tenants, UnixTime,
};

pub(super) const BEGIN: u64 = 1_700_000_000;
pub(super) const TENANT: &str = "gdplabs";
pub(super) const API: &str = "https://api.example.com";
pub(super) const ISSUER: &str = "https://accounts.example.com/a+b?";
/// The tenants that [`choosy`] takes, one of them within another's name.
pub(super) const WELCOME: [&str; 3] = ["gdplabs", "gdp", "g.labs"];
/// The CSRF token of [`awaiting_callback`], as the seeds have it.
pub(super) const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

pub(super) fn now() -> UnixTime {
    UnixTime::from_secs(BEGIN)
}

/// It takes every tenant, and names no issuer.
pub(super) fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Any, Options::default()))
}

/// The same, with an issuer that every callback must name, and a short list of welcome tenants.
pub(super) fn choosy() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client_of(Tenants::Only(&WELCOME), Options::default().issuer(ISSUER)))
}

/// The same, after its list has changed: nobody whom it knew is welcome any more.
pub(super) fn shut() -> &'static Client {
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

pub(super) fn awaiting_callback() -> SignIn<'static, AwaitingCallback> {
    let mut count = 0..;
    SignIn::new(client()).begin([0; 64].map(|_: u8| count.next().unwrap_or_default()), now())
}

pub(super) fn have_code() -> SignIn<'static, HaveCode> {
    let callback = format!("code=c0de&state={CSRF_TOKEN}&tenant={TENANT}");
    awaiting_callback().accept(&callback, now()).expect("the true callback")
}

pub(super) fn authorized() -> SignIn<'static, Authorized<String>> {
    let mut body = format!(
        r#"{{"access_token":"{}","refresh_token":"refresh-0","expires_in":3600}}"#,
        jwt(format!(r#"{{"tenant":"{TENANT}"}}"#).as_bytes())
    )
    .into_bytes();
    let authorized = have_code().finish(Reply::new(200, &mut body), now()).expect("tokens");
    authorized.to_owned_in().expect("a String holds everything")
}

pub(super) fn expired() -> SignIn<'static, Expired<String>> {
    match authorized().at(UnixTime::MAX) {
        Freshness::Expired(expired) => expired,
        other => panic!("a token that has ended is expired, not {other:?}"),
    }
}

/// A token with this payload.
pub(super) fn jwt(payload: &[u8]) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
}

/// The saved form of a step: two steps are the same where these are.
pub(super) fn saved(step: &impl Serialize) -> String {
    serde_json::to_string(step).expect("every step can be saved")
}

/// An input of which the first line is a status and, if there is more, the value of `Retry-After`; the rest is the body.
pub(super) fn status_and_body(data: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    let (line, body) = (&data[..end], &data[end + 1..]);
    let (status, wait) = line.split_at_checked(3)?;
    let status = str::from_utf8(status).ok()?.parse().ok()?;
    Some((status, wait.trim_ascii(), body))
}
