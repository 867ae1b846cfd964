//! The laws, the journeys and the promises of the verbs, over generated inputs: what breaks one is shrunk to the smallest
//! input that does.

mod accepted;
mod inputs;
mod journeys;
mod laws;
mod time;

use catapa_signin::{
    Authorized, AwaitingCallback, Client, ClientConfig, Endpoints, HaveCode, Options, Reply, SignIn, Tenants, UnixTime,
};

/// When everything happens that has no time of its own.
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
/// The CSRF token of every sign-in here, as the laws and their corpus have it.
const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// A token whose payload is `{"tenant":"gdplabs"}`.
const ACCESS_TOKEN: &str = "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln";

fn client(options: Options<'_>) -> Client {
    Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Only(&["gdplabs"]),
        options,
    })
    .expect("a client that can be")
}

fn begun(client: &Client, now: UnixTime) -> SignIn<'_, AwaitingCallback> {
    SignIn::new(client).begin(core::array::from_fn(|index| index as u8), now)
}

fn with_code(client: &Client, now: UnixTime) -> SignIn<'_, HaveCode> {
    let callback = format!("code=c0de&state={CSRF_TOKEN}&tenant=gdplabs");
    begun(client, now).accept(&callback, now).expect("the true callback")
}

/// With tokens of this lifetime, granted at this moment.
fn granted(client: &Client, now: UnixTime, expires_in: u64) -> SignIn<'_, Authorized<String>> {
    let mut body =
        format!(r#"{{"access_token":"{ACCESS_TOKEN}","refresh_token":"r","expires_in":{expires_in}}}"#).into_bytes();
    let authorized = with_code(client, now).finish(Reply::new(200, &mut body), now).expect("tokens");
    authorized.to_owned_in().expect("a String holds everything")
}
