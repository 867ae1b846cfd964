//! A stand-in, a client of it, and a sign-in with a code.

use catapa_signin::{Client, ClientConfig, Endpoints, HaveCode, Options, SignIn, Tenants, UnixTime};
use catapa_stand_in::StandIn;

const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

/// A stand-in, over TLS or not, and its client.
///
/// # Panics
///
/// If this machine has no free port.
#[must_use]
pub fn stand_in(tls: bool) -> (StandIn, Client) {
    let builder = StandIn::builder().redirect_uri(REDIRECT_URI);
    let catapa = if tls { builder.tls() } else { builder }.start().expect("a port on this machine");
    let origin = catapa.origin();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Any,
        options: Options::default(),
    });
    (catapa, client.expect("a valid client"))
}

/// The moment by the clock of the stand-in.
#[must_use]
pub fn now(catapa: &StandIn) -> UnixTime {
    UnixTime::from_secs(catapa.clock().now())
}

/// A sign-in whose callback has come.
///
/// # Panics
///
/// If the stand-in's own forms cannot be filled in.
#[must_use]
pub fn have_code<'c>(catapa: &StandIn, client: &'c Client) -> SignIn<'c, HaveCode> {
    let entropy = core::array::from_fn(|index| u8::try_from(index).unwrap_or_default());
    let sign_in = SignIn::new(client).begin(entropy, now(catapa));
    let callback = catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string());
    sign_in.accept(&callback.expect("siti allows it"), now(catapa)).expect("the true callback")
}
