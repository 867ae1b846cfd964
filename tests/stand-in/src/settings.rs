//! The settings of a stand-in before it starts.

use core::net::{Ipv4Addr, SocketAddr};

use crate::clock::Clock;
use crate::people::User;

/// How the token endpoint reads the credentials of HTTP Basic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCredentials {
    /// `client_id:client_secret`, byte for byte.
    #[default]
    Raw,
    /// Both are form-encoded first (RFC 6749, 2.3.1).
    FormEncoded,
}

/// Where the token endpoint wants the tenant. A wrong tenant is refused in either place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TenantPlace {
    /// Header or body field, or neither: the guide does not list it.
    #[default]
    Anywhere,
    /// The `Tenant` header must be there.
    Header,
    /// The `tenant` field of the body must be there.
    Body,
}

/// What the application may trade at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantType {
    /// A code, once the person allowed it.
    AuthorizationCode,
    /// A refresh token.
    RefreshToken,
}

/// A stand-in before its start.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder(pub(crate) Settings);

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) tls: bool,
    #[cfg(feature = "tls")]
    pub(crate) http1_only: bool,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) application_name: String,
    pub(crate) grant_types: Vec<GrantType>,
    pub(crate) credentials: ClientCredentials,
    pub(crate) tenant_place: TenantPlace,
    pub(crate) issuer: Option<String>,
    pub(crate) users: Vec<User>,
    pub(crate) clock: Clock,
    pub(crate) code_lifetime: u64,
    pub(crate) access_token_lifetime: u64,
    pub(crate) rotation: bool,
    pub(crate) failure_limit: usize,
    pub(crate) failure_window: u64,
    pub(crate) legacy_errors: bool,
    pub(crate) seed: Option<u64>,
}

impl Default for Builder {
    fn default() -> Self {
        Self(Settings {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            tls: false,
            #[cfg(feature = "tls")]
            http1_only: false,
            client_id: "stand-in-client".into(),
            client_secret: "stand-in-secret".into(),
            redirect_uris: Vec::new(),
            application_name: "Demo Application".into(),
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            credentials: ClientCredentials::default(),
            tenant_place: TenantPlace::default(),
            issuer: None,
            users: Vec::new(),
            clock: Clock::going(),
            code_lifetime: 300,
            access_token_lifetime: 86_400,
            rotation: true,
            failure_limit: 10,
            failure_window: 60,
            legacy_errors: false,
            seed: None,
        })
    }
}

impl Settings {
    /// With a redirect URI and people, where none were given.
    pub(crate) fn completed(mut self) -> Self {
        if self.redirect_uris.is_empty() {
            self.redirect_uris.push(DEFAULT_REDIRECT_URI.into());
        }
        if self.users.is_empty() {
            self.users = User::demonstration();
        }
        self
    }
}

impl Builder {
    /// The address to listen on; a port of the system's choice on 127.0.0.1 by default.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.0.listen = address;
        self
    }

    /// Speaks https, with a certificate made at start: [`StandIn::certificate_pem`](crate::StandIn::certificate_pem). A
    /// client that offers HTTP/2 by ALPN gets it, and any other gets HTTP/1.1.
    ///
    /// It needs the feature `tls`.
    #[cfg(feature = "tls")]
    pub fn tls(mut self) -> Self {
        self.0.tls = true;
        self
    }

    /// Leaves HTTP/2 out under TLS.
    ///
    /// It needs the feature `tls`.
    #[cfg(feature = "tls")]
    pub fn http1_only(mut self) -> Self {
        self.0.http1_only = true;
        self
    }

    /// The application's id; `stand-in-client` by default.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.0.client_id = client_id.into();
        self
    }

    /// The application's secret; `stand-in-secret` by default.
    pub fn client_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.0.client_secret = client_secret.into();
        self
    }

    /// Registers one more redirect URI; `http://localhost:3000/callback` when there is none.
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.0.redirect_uris.push(redirect_uri.into());
        self
    }

    /// The application's name on the consent page.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.0.application_name = name.into();
        self
    }

    /// What the application may trade; both grant types by default.
    pub fn grant_types(mut self, grant_types: impl Into<Vec<GrantType>>) -> Self {
        self.0.grant_types = grant_types.into();
        self
    }

    /// How HTTP Basic is read; raw by default.
    pub fn client_credentials(mut self, credentials: ClientCredentials) -> Self {
        self.0.credentials = credentials;
        self
    }

    /// Where the token endpoint wants the tenant; anywhere by default.
    pub fn tenant_place(mut self, place: TenantPlace) -> Self {
        self.0.tenant_place = place;
        self
    }

    /// Adds `iss` to every callback (RFC 9207); none by default.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.0.issuer = Some(issuer.into());
        self
    }

    /// Adds a person; [`User::demonstration`] by default.
    pub fn user(mut self, user: User) -> Self {
        self.0.users.push(user);
        self
    }

    /// Adds people.
    pub fn users(mut self, users: impl IntoIterator<Item = User>) -> Self {
        self.0.users.extend(users);
        self
    }

    /// Stops the clock at this moment, until a test moves it; the system's time by default.
    pub fn clock_at(mut self, unix_seconds: u64) -> Self {
        self.0.clock = Clock::still_at(unix_seconds);
        self
    }

    /// How long a code is good; 300 seconds by default.
    pub fn code_lifetime(mut self, seconds: u64) -> Self {
        self.0.code_lifetime = seconds;
        self
    }

    /// How long an access token is good; 86,400 seconds by default.
    pub fn access_token_lifetime(mut self, seconds: u64) -> Self {
        self.0.access_token_lifetime = seconds;
        self
    }

    /// Whether a refresh gives a new refresh token, and ends the old one; it does by default.
    pub fn rotation(mut self, rotation: bool) -> Self {
        self.0.rotation = rotation;
        self
    }

    /// How many failures an endpoint takes before it answers 429, and in how many seconds; 10 in 60 by default.
    pub fn failure_limit(mut self, failures: usize, seconds: u64) -> Self {
        self.0.failure_limit = failures;
        self.0.failure_window = seconds;
        self
    }

    /// Errors in the shape of Spring Boot.
    pub fn legacy_errors(mut self) -> Self {
        self.0.legacy_errors = true;
        self
    }

    /// The same codes and tokens at every run: for tests alone, since they can be guessed.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = Some(seed);
        self
    }
}

const DEFAULT_REDIRECT_URI: &str = "http://localhost:3000/callback";
