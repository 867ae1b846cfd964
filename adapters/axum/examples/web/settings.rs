//! What the environment says.

use std::env;

use catapa_signin::config::BasicEncoding;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
use catapa_signin_axum::SignInOptions;
use catapa_signin_tokens::SealingKeys;

use crate::SignInError;

/// A client of CATAPA's, and how this instance runs.
pub(crate) struct Settings {
    client_id: String,
    client_secret: String,
    redirect_uri: String,
    accounts_origin: String,
    api_origin: String,
    scope: String,
    basic: BasicEncoding,
    pkce: bool,
    tenants: Option<String>,
    sealing_keys: Option<SealingKeys>,
    pub(crate) redis_url: Option<String>,
}

const REQUIRED: [&str; 5] =
    ["CATAPA_CLIENT_ID", "CATAPA_CLIENT_SECRET", "CATAPA_REDIRECT_URI", "CATAPA_ACCOUNTS_ORIGIN", "CATAPA_API_ORIGIN"];

impl Settings {
    /// `None` if no CATAPA is named.
    pub(crate) fn from_environment() -> Result<Option<Self>, SignInError> {
        let values = REQUIRED.map(|name| env::var(name).ok());
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        if let Some((missing, _)) = REQUIRED.iter().zip(&values).find(|(_, value)| value.is_none()) {
            return Err(format!("{missing} is not set; the five of {} go together", REQUIRED.join(", ")).into());
        }
        Self::of(values.map(Option::unwrap_or_default)).map(Some)
    }

    /// For the stand-in, which takes the proof key for code exchange.
    pub(crate) fn for_stand_in(redirect_uri: String, origin: String) -> Result<Self, SignInError> {
        let required = ["stand-in-client".into(), "stand-in-secret".into(), redirect_uri, origin.clone(), origin];
        Ok(Self { pkce: true, ..Self::of(required)? })
    }

    fn of(required: [String; 5]) -> Result<Self, SignInError> {
        let [client_id, client_secret, redirect_uri, accounts_origin, api_origin] = required;
        let basic = match env::var("CATAPA_BASIC").as_deref() {
            Err(_) | Ok("raw") => BasicEncoding::Raw,
            Ok("form") => BasicEncoding::FormEncoded,
            Ok(_) => return Err("CATAPA_BASIC is neither raw nor form".into()),
        };
        let pkce = match env::var("CATAPA_PKCE").as_deref() {
            Err(_) | Ok("off") => false,
            Ok("on") => true,
            Ok(_) => return Err("CATAPA_PKCE is neither on nor off".into()),
        };
        let sealing_keys = match env::var("SEALING_KEY") {
            Ok(hex) => Some(sealing_keys(&hex)?),
            Err(_) if redirect_uri.starts_with("https:") => {
                return Err(format!("SEALING_KEY is not set, and an https redirect URI needs it; {MAKE_A_KEY}").into());
            }
            Err(_) => None,
        };
        Ok(Self {
            client_id,
            client_secret,
            redirect_uri,
            accounts_origin,
            api_origin,
            scope: env::var("CATAPA_SCOPE").unwrap_or_default(),
            basic,
            pkce,
            tenants: env::var("CATAPA_TENANTS").ok(),
            sealing_keys,
            redis_url: env::var("REDIS_URL").ok(),
        })
    }

    pub(crate) fn client(&self) -> Result<Client, SignInError> {
        let names = self.tenants.as_deref().map(tenants).transpose()?;
        Ok(Client::new(ClientConfig {
            client_id: &self.client_id,
            client_secret: &self.client_secret,
            redirect_uri: &self.redirect_uri,
            endpoints: Endpoints::new(&self.accounts_origin, &self.api_origin),
            tenants: names.as_deref().map_or(Tenants::Any, Tenants::Only),
            options: Options::default().scope(&self.scope).basic(self.basic).pkce(self.pkce),
        })?)
    }

    pub(crate) fn options(&self) -> SignInOptions {
        let options = SignInOptions::default();
        match &self.sealing_keys {
            Some(keys) => options.sealing_keys(keys.clone()),
            None => options,
        }
    }

    /// Can what is sealed now be opened after a restart?
    pub(crate) const fn has_sealing_keys(&self) -> bool {
        self.sealing_keys.is_some()
    }

    /// Where an application without a proxy in front listens.
    pub(crate) fn port_of_redirect_uri(&self) -> Option<u16> {
        let uri: http::Uri = self.redirect_uri.parse().ok()?;
        if uri.scheme_str() == Some("http") { Some(uri.port_u16().unwrap_or(80)) } else { None }
    }

    /// Where people begin: the origin of the redirect URI.
    pub(crate) fn start_page(&self) -> &str {
        let host = self.redirect_uri.find("://").map_or(0, |at| at + 3);
        let end = self.redirect_uri[host..].find('/').map_or(self.redirect_uri.len(), |at| host + at);
        &self.redirect_uri[..end]
    }
}

/// The names in CATAPA_TENANTS.
fn tenants(names: &str) -> Result<Vec<&str>, SignInError> {
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    match names.iter().zip(1..).find(|(name, _)| name.is_empty()) {
        Some((_, number)) => Err(format!("tenant {number} of CATAPA_TENANTS is empty").into()),
        None => Ok(names),
    }
}

const MAKE_A_KEY: &str = "`openssl rand -hex 32` makes one, for every instance the same";

fn sealing_keys(text: &str) -> Result<SealingKeys, SignInError> {
    let mut key = [0; 32];
    hex::decode_to_slice(text, &mut key).map_err(|_| format!("SEALING_KEY is not 64 hex digits; {MAKE_A_KEY}"))?;
    Ok(SealingKeys::new(key))
}
