//! Who we are, where CATAPA is, and which tenants are welcome: checked once, and valid from then on.

mod config;
mod options;
mod error;
mod check;
mod credentials;
mod url;

use core::fmt;

pub use config::{ClientConfig, Endpoints, Tenants};
pub use error::{ConfigError, Fault, Setting};
pub use options::{BasicEncoding, Options, TenantPlacement};

use crate::secret::Secret;
use crate::tenant::OpaqueTokens;
use crate::time::Seconds;
use crate::wire::sha256::Sha256;
use crate::wire::split;
use check::{Checks, limits};

/// An OAuth client of CATAPA's, validated: the start of every sign-in.
///
/// It owns what it needs, has no type parameters and no lifetime, and is `Clone + Send + Sync + 'static`, so it sits
/// in an application's own struct:
///
/// ```
/// use catapa_signin::Client;
///
/// #[derive(Clone)]
/// struct App {
///     catapa: Client,
/// }
/// # fn is_at_home_anywhere<T: Clone + Send + Sync + 'static>() {}
/// # is_at_home_anywhere::<App>();
/// ```
///
/// Its `Debug` shows no secret. It holds its text inline, about 7 KiB: a device keeps it in a `static`.
#[derive(Clone)]
pub struct Client {
    pub(crate) leeway: Seconds,
    pub(crate) pending_lifetime: Seconds,
    pub(crate) client_id: heapless::String<{ limits::CLIENT_ID }>,
    pub(crate) sign_in_fingerprint: Fingerprint,
    pub(crate) token_fingerprint: Fingerprint,
    pub(crate) tenant_placement: TenantPlacement,
    pub(crate) opaque_tokens: OpaqueTokens,
    pub(crate) pkce: bool,
    pub(crate) scope: heapless::String<{ limits::SCOPE }>,
    pub(crate) authorize_url: heapless::String<{ limits::URL }>,
    pub(crate) token_url: heapless::String<{ limits::URL }>,
    pub(crate) user_url: heapless::String<{ limits::URL }>,
    pub(crate) validate_url: heapless::String<{ limits::URL }>,
    pub(crate) api_origin: heapless::String<{ limits::URL }>,
    user_namespace: heapless::String<{ limits::URL }>,
    /// Empty if callbacks need no issuer.
    issuer: heapless::String<{ limits::URL }>,
    pub(crate) redirect_uri: heapless::String<{ limits::REDIRECT_URI }>,
    /// Empty, or with a space at its end.
    pub(crate) product: heapless::String<{ limits::PRODUCT + 1 }>,
    /// Separated by spaces, which no tenant contains; empty if every tenant is welcome.
    tenants: heapless::String<{ limits::TENANTS }>,
    basic: Secret<heapless::String<{ credentials::LONGEST }>>,
}

/// The API origins of CATAPA's one production: its documentation names the first, its own applications call the second.
const PRODUCTION: [&str; 2] = ["https://api.catapa.com", "https://api-apps.catapa.com"];

/// The guide's path for each endpoint on its origin.
const GUIDE: [(Setting, &str); 4] = [
    (Setting::AuthorizeUrl, "/oauth2/authorize"),
    (Setting::TokenUrl, "/oauth/token"),
    (Setting::UserUrl, "/v1/users/me"),
    (Setting::ValidateUrl, "/v1/oauth-clients/validate-access-token"),
];

impl Client {
    /// Checks the configuration once. No later verb fails because of it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the first wrong field and its fault, and never shows its value.
    ///
    /// ```
    /// use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
    ///
    /// let client = Client::new(ClientConfig {
    ///     client_id: "my-application",
    ///     client_secret: "keep-this-on-your-server",
    ///     redirect_uri: "https://app.example.com/callback",
    ///     endpoints: Endpoints::new("https://accounts-apps.catapa.com", "https://api-apps.catapa.com"),
    ///     tenants: Tenants::Only(&["gdplabs"]),
    ///     options: Options::default(),
    /// })?;
    /// # Ok::<(), catapa_signin::config::ConfigError>(())
    /// ```
    pub fn new(config: ClientConfig<'_>) -> Result<Self, ConfigError> {
        // A blank client is filled inside the result: to move one costs 7 KB of stack (tests/bare-metal).
        let mut client = Ok(Self::blank(&config.options));
        if let Ok(blank) = &mut client
            && let Some(error) = blank.configure(&config)
        {
            client = Err(error);
        }
        client
    }

    /// Checks every text and copies it into its place. Returns the first error.
    fn configure(&mut self, config: &ClientConfig<'_>) -> Option<ConfigError> {
        let ClientConfig { client_id, client_secret, redirect_uri, ref endpoints, tenants, ref options } = *config;
        let mut checks = Checks { first_error: None };
        self.put_urls(endpoints, &mut checks);
        checks.put_url(Setting::RedirectUri, redirect_uri, &mut self.redirect_uri);
        checks.put(Setting::ClientId, client_id, &mut self.client_id);
        credentials::put(&mut checks, options.basic, client_id, client_secret, &mut self.basic);
        checks.put_tenants(tenants, &mut self.tenants);
        checks.put_words(Setting::Scope, options.scope, &mut self.scope);
        checks.put_words(Setting::Product, options.product, &mut self.product);
        if !options.product.is_empty() {
            checks.append(Setting::Product, " ", &mut self.product);
        }
        if let Some(issuer) = options.issuer {
            checks.put(Setting::Issuer, issuer, &mut self.issuer);
        }
        checks.check_redirect_uri(redirect_uri, options.issuer.is_some());
        if options.pending_lifetime.as_secs() == 0 {
            checks.record(Setting::PendingLifetime, Fault::Empty);
        }

        let namespace = match url::without_default_port(&self.api_origin) {
            origin if PRODUCTION.iter().any(|known| origin.eq_ignore_ascii_case(known)) => "catapa.com",
            origin => origin,
        };
        checks.append(Setting::ApiOrigin, namespace, &mut self.user_namespace);
        self.user_namespace.make_ascii_lowercase();
        // A namespace of the caller's comes later: it binds no saved step, so tokens of one CATAPA never go to another.
        self.sign_in_fingerprint = Fingerprint::of(&[
            "sign-in",
            &self.authorize_url,
            &self.token_url,
            &self.user_namespace,
            client_id,
            redirect_uri,
        ]);
        self.token_fingerprint = Fingerprint::of(&["tokens", &self.user_namespace, client_id]);
        if let Some(user_namespace) = options.user_namespace {
            self.user_namespace.clear();
            checks.put(Setting::UserNamespace, user_namespace, &mut self.user_namespace);
        }
        checks.first_error
    }

    /// A client with the options that need no check, and no text yet.
    const fn blank(options: &Options<'_>) -> Self {
        Self {
            client_id: heapless::String::new(),
            basic: Secret::new(heapless::String::new()),
            redirect_uri: heapless::String::new(),
            authorize_url: heapless::String::new(),
            token_url: heapless::String::new(),
            user_url: heapless::String::new(),
            validate_url: heapless::String::new(),
            api_origin: heapless::String::new(),
            tenants: heapless::String::new(),
            scope: heapless::String::new(),
            issuer: heapless::String::new(),
            user_namespace: heapless::String::new(),
            product: heapless::String::new(),
            tenant_placement: options.tenant_placement,
            opaque_tokens: options.opaque_tokens,
            pkce: options.pkce,
            leeway: Seconds::of(options.leeway),
            pending_lifetime: Seconds::of(options.pending_lifetime),
            sign_in_fingerprint: Fingerprint([0; 16]),
            token_fingerprint: Fingerprint([0; 16]),
        }
    }

    fn put_urls(&mut self, endpoints: &Endpoints<'_>, checks: &mut Checks) {
        let accounts = checks.origin(Setting::AccountsOrigin, endpoints.accounts);
        let api = checks.origin(Setting::ApiOrigin, endpoints.api);
        checks.put(Setting::ApiOrigin, api, &mut self.api_origin);
        let configured = [
            (endpoints.authorize_url, &mut self.authorize_url),
            (endpoints.token_url, &mut self.token_url),
            (endpoints.user_url, &mut self.user_url),
            (endpoints.validate_url, &mut self.validate_url),
        ];
        // The first URL is on the accounts origin, the others are on the API origin.
        let mut origin = accounts;
        for ((url, place), (field, path)) in configured.into_iter().zip(GUIDE) {
            if let Some(url) = url {
                checks.put_url(field, url, place);
            } else {
                checks.put(field, origin, place);
                checks.append(field, path, place);
            }
            origin = api;
        }
        checks.check_authorize_url(&self.authorize_url);
    }

    /// The client id that CATAPA issued.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The redirect URI, byte for byte as configured.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The namespace of this client's users: the first part of a [`UserKey`](crate::UserKey).
    #[must_use]
    pub fn user_namespace(&self) -> &str {
        &self.user_namespace
    }

    pub(crate) fn basic(&self) -> &str {
        self.basic.expose()
    }

    pub(crate) fn issuer(&self) -> Option<&str> {
        if self.issuer.is_empty() { None } else { Some(&self.issuer) }
    }

    pub(crate) fn welcomes(&self, tenant: &str) -> bool {
        let mut names = self.tenants.as_str();
        let mut welcome = names.is_empty();
        while !names.is_empty() {
            welcome |= split::take(&mut names, b' ') == tenant;
        }
        welcome
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("authorize_url", &self.authorize_url)
            .field("token_url", &self.token_url)
            .field("api_origin", &self.api_origin)
            .field("user_namespace", &self.user_namespace)
            .finish_non_exhaustive()
    }
}

/// Half a SHA-256 of the facts that a saved step shares with its client. It tells clients apart, and is not secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 16]);

impl Fingerprint {
    fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // The length comes first, so that different lists of parts never give the same bytes.
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize())
    }

    #[cfg(feature = "serde")]
    pub(crate) fn to_text(self) -> heapless::String<22> {
        crate::wire::base64url::encode(&self.0)
    }
}
