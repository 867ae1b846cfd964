//! Who we are, where CATAPA is, and which tenants are welcome: checked once, then never in doubt.

mod config;
mod options;
mod error;
mod check;
mod url;

use core::fmt;

use base64::Engine as _;
use zeroize::Zeroizing;

pub use config::{ClientConfig, Endpoints, Tenants};
pub use error::{ConfigError, Fault, Field};
pub use options::{BasicEncoding, Options, TenantPlacement};

use crate::secret::Secret;
use crate::tenant::OpaqueTokens;
use crate::wire::sha256::Sha256;
use crate::wire::{percent, split};
use check::limits;
use url::HttpUrl;

/// The bytes of `id:secret` when each is three times as long as it may be, for every byte escaped.
const LONGEST_CREDENTIALS: usize = (limits::CLIENT_ID + limits::CLIENT_SECRET) * 3 + 1;

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
/// Its `Debug` shows no secret. It holds all of its text itself, some 5 KiB: a device keeps one in a `static`.
#[derive(Clone)]
pub struct Client {
    pub(crate) client_id: heapless::String<{ limits::CLIENT_ID }>,
    basic: Secret<heapless::String<{ LONGEST_CREDENTIALS.div_ceil(3) * 4 }>>,
    pub(crate) redirect_uri: HttpUrl<{ limits::REDIRECT_URI }>,
    pub(crate) authorize_url: HttpUrl<{ limits::URL }>,
    pub(crate) token_url: HttpUrl<{ limits::URL }>,
    pub(crate) user_url: HttpUrl<{ limits::URL }>,
    pub(crate) validate_url: HttpUrl<{ limits::URL }>,
    pub(crate) api_origin: HttpUrl<{ limits::URL }>,
    /// Separated by spaces, which no tenant has; `None` welcomes any.
    tenants: Option<heapless::String<{ limits::TENANTS }>>,
    pub(crate) scope: heapless::String<{ limits::SCOPE }>,
    pub(crate) issuer: Option<heapless::String<{ limits::URL }>>,
    realm: heapless::String<{ limits::URL }>,
    pub(crate) tenant_placement: TenantPlacement,
    pub(crate) opaque_tokens: OpaqueTokens,
    pub(crate) pkce: bool,
    pub(crate) leeway: u64,
    pub(crate) pending_lifetime: u64,
    pub(crate) sign_in_fingerprint: Fingerprint,
    pub(crate) token_fingerprint: Fingerprint,
}

impl Client {
    /// Checks the configuration, once and for all: nothing in it can fail later.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the field and what is wrong with it, and never shows its value.
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
    /// # Ok::<(), catapa_signin::ConfigError>(())
    /// ```
    pub fn new(config: ClientConfig<'_>) -> Result<Self, ConfigError> {
        let ClientConfig { client_id, client_secret, redirect_uri, endpoints, tenants, options } = config;
        let accounts = HttpUrl::origin(Field::AccountsOrigin, endpoints.accounts)?;
        let api_origin = HttpUrl::origin(Field::ApiOrigin, endpoints.api)?;
        let at = |field, overridden, origin: &HttpUrl<{ limits::URL }>, path| match overridden {
            Some(url) => HttpUrl::parse(field, url),
            None => origin.join(field, path),
        };
        let authorize_url = at(Field::AuthorizeUrl, endpoints.authorize_url, &accounts, "/oauth2/authorize")?;
        check::leaves_our_parameters_alone(authorize_url.as_str())?;
        let token_url = at(Field::TokenUrl, endpoints.token_url, &api_origin, "/oauth/token")?;
        let user_url = at(Field::UserUrl, endpoints.user_url, &api_origin, "/v1/users/me")?;
        let validate = "/v1/oauth-clients/validate-access-token";
        let validate_url = at(Field::ValidateUrl, endpoints.validate_url, &api_origin, validate)?;
        let redirect_uri = HttpUrl::parse(Field::RedirectUri, redirect_uri)?;

        let mut normal_api = heapless::String::<{ limits::URL }>::new();
        api_origin.write_normal_origin(&mut normal_api).map_err(|_| Field::ApiOrigin.fails(Fault::TooLong))?;
        let realm = match options.realm {
            Some(realm) => check::text(Field::Realm, realm)?,
            None => normal_api.clone(),
        };

        Ok(Self {
            basic: basic_credentials(options.basic, client_id, client_secret)?,
            client_id: check::text(Field::ClientId, client_id)?,
            tenants: check::welcome(tenants)?,
            scope: check::scope(options.scope)?,
            issuer: options.issuer.map(|issuer| check::text(Field::Issuer, issuer)).transpose()?,
            realm,
            tenant_placement: options.tenant_placement,
            opaque_tokens: options.opaque_tokens,
            pkce: options.pkce,
            leeway: options.leeway.as_secs(),
            pending_lifetime: check::lifetime(options.pending_lifetime)?,
            sign_in_fingerprint: Fingerprint::of(&[
                "sign-in",
                authorize_url.as_str(),
                token_url.as_str(),
                &normal_api,
                client_id,
                redirect_uri.as_str(),
            ]),
            token_fingerprint: Fingerprint::of(&["tokens", &normal_api, client_id]),
            redirect_uri,
            authorize_url,
            token_url,
            user_url,
            validate_url,
            api_origin,
        })
    }

    /// The client id, as CATAPA issued it.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The redirect URI, byte for byte as it was configured.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        self.redirect_uri.as_str()
    }

    /// The namespace of this client's users: the first part of a [`UserKey`](crate::UserKey).
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.realm
    }

    pub(crate) fn basic(&self) -> &str {
        self.basic.expose()
    }

    pub(crate) fn welcomes(&self, tenant: &str) -> bool {
        let Some(welcome) = &self.tenants else {
            return true;
        };
        split::on(welcome, b' ').any(|name| name == tenant)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri())
            .field("authorize_url", &self.authorize_url.as_str())
            .field("token_url", &self.token_url.as_str())
            .field("api_origin", &self.api_origin.as_str())
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

/// RFC 7617, or RFC 6749, section 2.3.1: the part of the header that follows `Basic `.
fn basic_credentials<const N: usize>(
    encoding: BasicEncoding,
    id: &str,
    secret: &str,
) -> Result<Secret<heapless::String<N>>, ConfigError> {
    check::credential(Field::ClientId, id, limits::CLIENT_ID)?;
    check::credential(Field::ClientSecret, secret, limits::CLIENT_SECRET)?;
    let mut plain = Secret::new(heapless::String::<LONGEST_CREDENTIALS>::new());
    let written = match encoding {
        BasicEncoding::Raw if id.contains(':') => {
            return Err(Field::ClientId.fails(Fault::BadCharacter));
        }
        BasicEncoding::Raw => plain.write(format_args!("{id}:{secret}")),
        BasicEncoding::FormEncoded => plain.write(format_args!("{}:{}", FormEncoded(id), FormEncoded(secret))),
    };
    let mut buffer = Zeroizing::new([0; N]);
    let engine = base64::engine::general_purpose::STANDARD;
    let encoded = written.ok().and_then(|()| {
        let length = engine.encode_slice(plain.expose(), buffer.as_mut_slice()).ok()?;
        let text = core::str::from_utf8(buffer.get(..length)?).ok()?;
        heapless::String::try_from(text).ok()
    });
    encoded.map(Secret::new).ok_or(Field::ClientSecret.fails(Fault::TooLong))
}

struct FormEncoded<'a>(&'a str);

impl fmt::Display for FormEncoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        percent::write_encoded(f, self.0)
    }
}

/// Half a SHA-256 of what a saved step must find again: enough to tell clients apart, and no secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 16]);

impl Fingerprint {
    fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // Lengths first, so that no two lists of parts run together to the same bytes.
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut half = [0; 16];
        half.iter_mut().zip(hash.finalize()).for_each(|(kept, byte)| *kept = byte);
        Self(half)
    }

    #[cfg(feature = "serde")]
    pub(crate) fn to_text(self) -> heapless::String<22> {
        crate::wire::base64url::encode(&self.0)
    }
}
