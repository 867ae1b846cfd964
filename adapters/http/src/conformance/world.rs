//! A stand-in for CATAPA, a client of it, and a sign-in at the step that a rule is about.

use std::sync::Arc;

use catapa_signin::{
    Authorized, Client, ClientConfig, Endpoints, Expired, Freshness, HaveCode, Options, SignIn, Tenants, UnixTime,
};
use catapa_stand_in::{Fault, Path, StandIn};

use super::over::Over;
use super::ready::Ready;

/// The moment at which everything happens: 14 November 2023, 22:13:20 UTC.
pub(super) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

/// The client of the server at this origin.
pub(super) fn client_at(origin: &str) -> Client {
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(origin, origin),
        tenants: Tenants::Any,
        options: Options::default(),
    });
    client.expect("an origin on this machine")
}

/// A sign-in whose callback has come, with a code that no stand-in issued.
pub(super) fn made_up_code(client: &Client) -> SignIn<'_, HaveCode> {
    let callback = format!("code=made-up&state={}&tenant=gdplabs", "A".repeat(43));
    SignIn::new(client).begin([0; 64], NOW).accept(&callback, NOW).expect("a callback")
}

/// A stand-in and its client.
pub(super) struct World {
    pub(super) catapa: Arc<StandIn>,
    pub(super) client: Client,
}

impl World {
    /// A stand-in that speaks this, with its clock at [`NOW`].
    pub(super) fn over(over: Over) -> Self {
        let builder = StandIn::builder().redirect_uri(REDIRECT_URI).clock_at(NOW.as_secs()).failure_limit(10_000, 60);
        let builder = match over {
            Over::Http1 => builder,
            Over::Http1OverTls => builder.tls().http1_only(),
            Over::Http2 => builder.tls(),
        };
        let catapa = Arc::new(builder.start().expect("a port on this machine"));
        let client = client_at(&catapa.origin());
        Self { catapa, client }
    }

    /// A sign-in whose callback has come.
    pub(super) fn have_code(&self) -> SignIn<'_, HaveCode> {
        let entropy = core::array::from_fn(|index| u8::try_from(index).unwrap_or_default());
        let sign_in = SignIn::new(&self.client).begin(entropy, NOW);
        let callback = self.catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string());
        sign_in.accept(&callback.expect("siti allows it"), NOW).expect("the true callback")
    }

    /// A sign-in with tokens, for which `ready` has asked. Its request is forgotten.
    pub(super) async fn authorized(&self, ready: &Ready) -> Option<SignIn<'_, Authorized<String>>> {
        let have_code = self.have_code();
        let mut reply = ready.send(&have_code.token_request(NOW).ok()?).await.ok()?;
        let authorized = have_code.finish(reply.as_reply(), NOW).ok()?;
        self.catapa.clear_requests();
        authorized.to_owned_in().ok()
    }

    /// A sign-in whose access token has expired.
    pub(super) async fn expired(&self, ready: &Ready) -> Option<SignIn<'_, Expired<String>>> {
        match self.authorized(ready).await?.at(UnixTime::MAX) {
            Freshness::Expired(expired) => Some(expired),
            _ => None,
        }
    }

    /// CATAPA misbehaves at the next request to `path`.
    pub(super) fn next(&self, path: Path, fault: Fault) {
        self.catapa.fault(path, fault);
    }
}
