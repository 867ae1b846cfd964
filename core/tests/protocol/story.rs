//! One person's sign-in, as far as a test wants to go: `Story::default().have_code()`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::{
    Authorized, AwaitingCallback, Client, ClientConfig, Endpoints, Expired, Freshness, HaveCode, NotGranted, Options,
    Reply, SignIn, Tenants, UnixTime,
};

/// When every story begins: 14 November 2023, 22:13:20 UTC.
pub(crate) const BEGIN: u64 = 1_700_000_000;
/// When its callback arrives.
pub(crate) const CALLBACK: u64 = BEGIN + 30;
/// When its tokens arrive.
pub(crate) const GRANT: u64 = CALLBACK + 1;
/// How long its access token lives, in seconds.
pub(crate) const LIFETIME: u64 = 86_400;

pub(crate) const CODE: &str = "SplxlOBeZQQYbYS6WxSbIA";
pub(crate) const TENANT: &str = "gdplabs";
pub(crate) const REFRESH_TOKEN: &str = "refresh-1";
/// The CSRF token that [`entropy`] becomes.
pub(crate) const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// The code verifier that [`entropy`] becomes.
pub(crate) const VERIFIER: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

/// The bytes 0 to 63: no test of this crate needs them to be secret.
pub(crate) fn entropy() -> [u8; 64] {
    core::array::from_fn(|index| index as u8)
}

pub(crate) const fn at(secs: u64) -> UnixTime {
    UnixTime::from_secs(secs)
}

/// A JWT with these claims, in the form of CATAPA's.
pub(crate) fn jwt(claims: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT"}"#);
    format!("{header}.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(claims))
}

/// The default access token of a story.
pub(crate) fn access_token() -> String {
    jwt(r#"{"user_name":"siti","tenant":"gdplabs","exp":1700086431,"jti":"1"}"#)
}

pub(crate) fn token_reply() -> String {
    token_reply_with(&access_token(), r#""refresh-1""#)
}

/// The reply of the guide's step 4 with this access token, and this JSON for the refresh token.
pub(crate) fn token_reply_with(access_token: &str, refresh_token: &str) -> String {
    format!(
        r#"{{"access_token":"{access_token}","refresh_token":{refresh_token},"token_type":"Bearer","expires_in":{LIFETIME}}}"#
    )
}

/// A client, and how far its sign-ins go.
pub(crate) struct Story {
    pub(crate) client: Client,
}

impl Default for Story {
    fn default() -> Self {
        Self::with(Options::default())
    }
}

impl Story {
    pub(crate) fn with(options: Options<'_>) -> Self {
        Self::of(ClientConfig { options, ..config() })
    }

    pub(crate) fn of(config: ClientConfig<'_>) -> Self {
        Self { client: Client::new(config).expect("a good configuration") }
    }

    pub(crate) fn awaiting_callback(&self) -> SignIn<'_, AwaitingCallback> {
        SignIn::new(&self.client).begin(entropy(), at(BEGIN))
    }

    pub(crate) fn have_code(&self) -> SignIn<'_, HaveCode> {
        self.awaiting_callback().accept(&callback(), at(CALLBACK)).expect("the true callback")
    }

    pub(crate) fn authorized(&self) -> SignIn<'_, Authorized<String>> {
        self.authorized_by(&token_reply())
    }

    pub(crate) fn authorized_by(&self, token_reply: &str) -> SignIn<'_, Authorized<String>> {
        let mut body = token_reply.to_owned().into_bytes();
        let authorized = self.have_code().finish(Reply::new(200, &mut body), at(GRANT)).expect("tokens");
        authorized.to_owned_in().expect("a String holds everything")
    }

    /// What becomes of the code when CATAPA answers the token request so.
    pub(crate) fn finish(
        &self,
        status: u16,
        body: &[u8],
    ) -> Result<SignIn<'_, Authorized<String>>, NotGranted<HaveCode>> {
        let mut body = body.to_owned();
        let authorized = self.have_code().finish(Reply::new(status, &mut body), at(GRANT))?;
        Ok(authorized.to_owned_in().expect("a String holds everything"))
    }

    pub(crate) fn expired(&self) -> SignIn<'_, Expired<String>> {
        match self.authorized().at(at(GRANT + LIFETIME)) {
            Freshness::Expired(expired) => expired,
            other => panic!("a token that has ended is expired, not {other:?}"),
        }
    }
}

/// The default configuration of a story.
pub(crate) fn config() -> ClientConfig<'static> {
    ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Any,
        options: Options::default(),
    }
}

/// The callback that CATAPA sends when the person agrees.
pub(crate) fn callback() -> String {
    format!("code={CODE}&state={CSRF_TOKEN}&tenant={TENANT}")
}

/// The bytes of a request on the wire.
pub(crate) fn wire(request: &catapa_signin::Request<'_>) -> String {
    let mut text = String::new();
    request.write_http1(&mut text).expect("a String takes everything");
    text
}
