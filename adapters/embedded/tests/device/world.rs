//! A client, and sign-ins at the steps that send.

use catapa_signin::import::Tokens;
use catapa_signin::{Authorized, Client, ClientConfig, Endpoints, HaveCode, Options, SignIn, Tenants, UnixTime};
use catapa_stand_in::StandIn;

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

/// A stand-in at the tests' moment.
pub(crate) fn stand_in() -> StandIn {
    StandIn::builder().redirect_uri(REDIRECT_URI).clock_at(NOW.as_secs()).start().unwrap()
}

/// The same over TLS.
pub(crate) fn stand_in_over_tls() -> StandIn {
    StandIn::builder().redirect_uri(REDIRECT_URI).clock_at(NOW.as_secs()).tls().start().unwrap()
}

/// A client of the stand-in, which calls it `api_origin` where it sends requests to.
pub(crate) fn client_of(stand_in: &StandIn, api_origin: &str) -> Client {
    client(&stand_in.origin(), api_origin)
}

fn client(accounts_origin: &str, api_origin: &str) -> Client {
    Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(accounts_origin, api_origin),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap()
}

/// A code that the person `siti` brought back.
pub(crate) fn code(client: &Client, stand_in: &StandIn) -> Option<HaveCode> {
    let sign_in = SignIn::new(client).begin(core::array::from_fn(|index| index as u8), NOW);
    let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string()).unwrap();
    let mut pending = Some(sign_in.into_step());
    Some(client.accept(&mut pending, &callback, NOW).unwrap().into_step())
}

/// Tokens for any server at this origin.
pub(crate) fn authorized(origin: &str) -> (Client, Authorized<String>) {
    let client = client(origin, origin);
    let tokens = Tokens {
        access_token: "e30.eyJ0ZW5hbnQiOiJnZHBsYWJzIn0.c2ln", // {"tenant":"gdplabs"}
        refresh_token: None,
        expires_at: None,
        tenant: "gdplabs",
    };
    let authorized = client.import(tokens, NOW).unwrap().to_owned_in::<String>().unwrap().into_step();
    (client, authorized)
}
