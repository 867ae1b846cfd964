//! What the user says: arguments and variables.

use std::env;

use catapa_signin::config::BasicEncoding;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};

use crate::Failure;

/// The command line.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) help: bool,
    pub(crate) no_browser: bool,
    pub(crate) refresh: bool,
}

impl Arguments {
    pub(crate) fn read() -> Result<Self, Failure> {
        let mut arguments = Self::default();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => arguments.help = true,
                lexopt::Arg::Long("no-browser") => arguments.no_browser = true,
                lexopt::Arg::Long("refresh") => arguments.refresh = true,
                other => return Err(format!("{}; see --help", other.unexpected()).into()),
            }
        }
        Ok(arguments)
    }
}

/// The client of a real sign-in.
pub(crate) struct Settings {
    client_id: String,
    client_secret: String,
    pub(crate) redirect_uri: String,
    accounts_origin: String,
    api_origin: String,
    scope: String,
    basic: BasicEncoding,
    pkce: bool,
    tenants: Option<String>,
}

impl Settings {
    /// `None` if none of the variables is set.
    pub(crate) fn from_environment() -> Result<Option<Self>, Failure> {
        const REQUIRED: [&str; 5] = [
            "CATAPA_CLIENT_ID",
            "CATAPA_CLIENT_SECRET",
            "CATAPA_REDIRECT_URI",
            "CATAPA_ACCOUNTS_ORIGIN",
            "CATAPA_API_ORIGIN",
        ];
        let values = REQUIRED.map(|name| env::var(name).ok());
        if values.iter().all(Option::is_none) {
            return Ok(None);
        }
        if let Some((missing, _)) = REQUIRED.iter().zip(&values).find(|(_, value)| value.is_none()) {
            return Err(format!("{missing} is not set; the five of {} go together", REQUIRED.join(", ")).into());
        }
        let [client_id, client_secret, redirect_uri, accounts_origin, api_origin] =
            values.map(Option::unwrap_or_default);
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
        Ok(Some(Self {
            client_id,
            client_secret,
            redirect_uri,
            accounts_origin,
            api_origin,
            scope: env::var("CATAPA_SCOPE").unwrap_or_default(),
            basic,
            pkce,
            tenants: env::var("CATAPA_TENANTS").ok(),
        }))
    }

    pub(crate) fn client(&self) -> Result<Client, Failure> {
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
}

/// The names in CATAPA_TENANTS.
fn tenants(names: &str) -> Result<Vec<&str>, Failure> {
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    match names.iter().zip(1..).find(|(name, _)| name.is_empty()) {
        Some((_, number)) => Err(format!("tenant {number} of CATAPA_TENANTS is empty").into()),
        None => Ok(names),
    }
}
