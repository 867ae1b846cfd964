//! The verbs that read what a stranger or CATAPA sends.

use catapa_signin::config::OpaqueTokens;
use catapa_signin::{Client, ClientConfig, Endpoints, Explain, HaveCode, Options, Reply, SignIn, Tenants, UnixTime};

/// The CSRF token of a sign-in whose entropy is all zeros.
pub(crate) const STATE: &str = "state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The tenant and the code of a callback that is granted.
pub(crate) const CALLBACK: &str = "code=c0de&tenant=gdplabs&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
/// The longest body that the core reads, in bytes.
const LIMIT: usize = 65_536;

/// The verb that reads an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// `accept`: a callback.
    Callback,
    /// `finish`: tokens.
    Tokens,
    /// `finish`: tokens, and what the access token claims.
    Claims,
    /// `finish`: an OAuth error with status 400.
    Refusal,
    /// `user`: a profile.
    User,
    /// `api_reply`: an error of the CATAPA API with status 500.
    ApiProblem,
    /// `Reply::from_http1`: a whole reply as it came from the socket.
    Http1,
}

impl Reading {
    /// The longest input that the verb takes, in bytes.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Callback => 8_192,
            _ => LIMIT,
        }
    }

    /// Reads a text within `counted`, which calls its argument once. It returns the code of an error, or `ok`.
    ///
    /// # Panics
    ///
    /// If the core does not get as far as the verb.
    pub fn read(self, text: &str, counted: impl FnOnce(&mut dyn FnMut())) -> &'static str {
        let client = client();
        let mut bytes = text.as_bytes().to_vec();
        let mut outcome = "never read";
        match self {
            Self::Callback => {
                let mut pending = Some(SignIn::new(&client).begin([0; 64], NOW));
                counted(&mut || outcome = said(&pending.take().expect("one callback").accept(text, NOW)));
            }
            Self::Tokens | Self::Claims | Self::Refusal => {
                let status = if self == Self::Refusal { 400 } else { 200 };
                let mut code = Some(have_code(&client));
                counted(&mut || {
                    let reply = Reply::new(status, &mut bytes);
                    outcome = said(&code.take().expect("one reply").finish(reply, NOW));
                });
            }
            Self::User | Self::ApiProblem => {
                let mut tokens = *br#"{"access_token":"opaque","refresh_token":"r"}"#;
                let granted = have_code(&client).finish(Reply::new(200, &mut tokens), NOW).expect("opaque tokens");
                counted(&mut || {
                    outcome = match self {
                        Self::User => said(&granted.read_user(Reply::new(200, &mut bytes))),
                        _ => said(&granted.read_api(Reply::new(500, &mut bytes))),
                    };
                });
            }
            Self::Http1 => counted(&mut || outcome = said(&Reply::from_http1(&mut bytes, LIMIT))),
        }
        outcome
    }
}

fn said<T>(outcome: &Result<T, impl Explain>) -> &'static str {
    outcome.as_ref().map_or_else(|error| error.code(), |_| "ok")
}

/// A client that takes any tenant and any access token.
fn client() -> Client {
    Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default().opaque_tokens(OpaqueTokens::TrustUserReply),
    })
    .expect("a client that can be")
}

fn have_code(client: &Client) -> SignIn<'_, HaveCode> {
    SignIn::new(client).begin([0; 64], NOW).accept(CALLBACK, NOW).expect("our callback")
}
