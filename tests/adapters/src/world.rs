//! A stand-in for CATAPA, a client, and a sign-in at the step that a story is about.

use catapa_signin::{
    Authorized, Client, ClientConfig, Endpoints, Expired, Freshness, HaveCode, Options, SignIn, Tenants, UnixTime,
};
use catapa_stand_in::{Fault, Path, StandIn};

use crate::adapter::Ready;

/// The moment at which every story happens: 14 November 2023, 22:13:20 UTC.
pub const NOW: u64 = 1_700_000_000;

const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

fn client(origin: &str, options: Options<'_>) -> Client {
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(origin, origin),
        tenants: Tenants::Any,
        options,
    });
    client.expect("a valid client")
}

/// A stand-in and its client.
pub struct World {
    /// The stand-in, its clock at [`NOW`].
    pub catapa: StandIn,
    /// The client.
    pub client: Client,
}

impl Default for World {
    fn default() -> Self {
        Self::with(Options::default(), false)
    }
}

impl World {
    /// A client with these options, over TLS or not.
    ///
    /// # Panics
    ///
    /// If this machine has no free port.
    #[must_use]
    pub fn with(options: Options<'_>, tls: bool) -> Self {
        let builder = StandIn::builder().redirect_uri(REDIRECT_URI).clock_at(NOW).seed(1);
        let catapa = if tls { builder.tls() } else { builder }.start().expect("a port on this machine");
        let client = client(&catapa.origin(), options);
        Self { catapa, client }
    }

    /// A client of the server at this origin.
    ///
    /// # Panics
    ///
    /// If a client cannot have this origin.
    #[must_use]
    pub fn client_at(origin: &str) -> Client {
        client(origin, Options::default())
    }

    /// A sign-in whose callback has come, with a code that no stand-in issued.
    ///
    /// # Panics
    ///
    /// If the client refuses the callback.
    #[must_use]
    pub fn made_up_code(client: &Client) -> SignIn<'_, HaveCode> {
        let now = UnixTime::from_secs(NOW);
        let callback = format!("code=made-up&state={}&tenant=gdplabs", "A".repeat(43));
        SignIn::new(client).begin([0; 64], now).accept(&callback, now).expect("a callback")
    }

    /// The moment by CATAPA's clock, which is the application's too.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.catapa.clock().now())
    }

    /// A sign-in whose callback has come.
    ///
    /// # Panics
    ///
    /// If the stand-in's own forms cannot be filled in.
    #[must_use]
    pub fn have_code(&self) -> SignIn<'_, HaveCode> {
        Self::have_code_of(&self.catapa, &self.client)
    }

    /// The same, where the stand-in does not outlive the sign-in.
    ///
    /// # Panics
    ///
    /// If the stand-in's own forms cannot be filled in.
    #[must_use]
    pub fn have_code_of<'c>(catapa: &StandIn, client: &'c Client) -> SignIn<'c, HaveCode> {
        let entropy = core::array::from_fn(|index| u8::try_from(index).unwrap_or_default());
        let now = UnixTime::from_secs(catapa.clock().now());
        let sign_in = SignIn::new(client).begin(entropy, now);
        let callback = catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string());
        sign_in.accept(&callback.expect("siti allows it"), now).expect("the true callback")
    }

    /// A sign-in with tokens. The requests for them are not counted.
    ///
    /// # Panics
    ///
    /// If no tokens come.
    #[must_use]
    pub fn authorized(&self, adapter: &Ready) -> SignIn<'_, Authorized<String>> {
        let have_code = self.have_code();
        let mut reply = adapter.send(&have_code.token_request(self.now()).expect("a fresh code")).expect("a reply");
        let authorized = have_code.finish(reply.as_reply(), self.now()).expect("tokens");
        self.catapa.clear_requests();
        authorized.to_owned_in().expect("a String holds everything")
    }

    /// A sign-in whose access token has expired.
    ///
    /// # Panics
    ///
    /// If it has not expired.
    #[must_use]
    pub fn expired(&self, adapter: &Ready) -> SignIn<'_, Expired<String>> {
        let authorized = self.authorized(adapter);
        self.catapa.clock().advance(86_400);
        let Freshness::Expired(expired) = authorized.at(self.now()) else { panic!("a day is long enough") };
        expired
    }

    /// Makes CATAPA misbehave at the next request to `path`.
    pub fn next(&self, path: Path, fault: &Fault) {
        self.catapa.fault(path, fault.clone());
    }
}
