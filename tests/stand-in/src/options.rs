//! The command line.

use core::net::SocketAddr;
use std::path::PathBuf;

use catapa_stand_in::{ClientCredentials, StandIn, StartError, TenantPlace};
use clap::{ArgAction, Parser, ValueEnum};

use crate::fault_option::ScriptedFault;

/// A CATAPA that runs on your machine, and can misbehave on request.
#[derive(Clone, Debug, Parser)]
#[command(name = "catapa-stand-in", version, after_help = NOTES)]
pub(crate) struct Options {
    /// Address and port; with port 0, the system chooses
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// The application's id
    #[arg(long, value_name = "ID", default_value = "stand-in-client")]
    client_id: String,

    /// The application's secret
    #[arg(long, value_name = "SECRET", default_value = "stand-in-secret")]
    client_secret: String,

    /// A registered redirect URI; give it once for each [default: http://localhost:3000/callback]
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,

    /// The application's name on the consent page
    #[arg(long, value_name = "NAME", default_value = "Demo Application")]
    application_name: String,

    /// Speak https, with a certificate made at start, and HTTP/2 with clients that offer it; built with `--features tls`
    #[arg(long)]
    tls: bool,

    /// Leave HTTP/2 out
    #[arg(long, requires = "tls")]
    http1_only: bool,

    /// Where to write the certificate that clients must trust (PEM)
    #[arg(long, value_name = "PATH", requires = "tls")]
    pub(crate) certificate_file: Option<PathBuf>,

    /// Add `iss` to every callback (RFC 9207)
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,

    /// How HTTP Basic is read
    #[arg(long, value_name = "HOW", default_value = "raw")]
    client_credentials: Credentials,

    /// Where the token endpoint wants the tenant
    #[arg(long, value_name = "WHERE", default_value = "anywhere")]
    tenant_place: Place,

    /// Stop the clock at this moment [default: the system's time]
    #[arg(long, value_name = "UNIX_SECONDS")]
    clock: Option<u64>,

    /// How long a code is good
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    code_lifetime: u64,

    /// How long an access token is good
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400)]
    access_token_lifetime: u64,

    /// Whether a refresh gives a new refresh token, and ends the old one
    #[arg(long, value_name = "BOOL", default_value_t = true, action = ArgAction::Set)]
    rotation: bool,

    /// How many failures in 60 seconds an endpoint takes before it answers 429
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    failure_limit: usize,

    /// Errors in the shape of Spring Boot
    #[arg(long)]
    legacy_errors: bool,

    /// A way to misbehave: PATH=FAULT or PATH=FAULT*TIMES; give it once for each [see below]
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<ScriptedFault>,
}

const NOTES: &str = "\
It prints `ready ORIGIN` once it listens, and runs until SIGINT or SIGTERM.
Sign in as `siti`, with the password `rahasia`.

Faults, in the order given for each path:
  PATH   authorize, login, consent, token, users-me, validate, employees
  FAULT  none, silence, close, reset, cut-body:BYTES, padded-to:BYTES, status:STATUS,
         too-many-requests:SECONDS, redirect:URL, delay:MILLISECONDS, callback-error:CODE,
         opaque-access-token, keeps-refresh-token, legacy-errors, without:MEMBER, MEMBER:JSON;
         of the connection: surplus:TEXT, stray-after:TEXT, close-after, dead-after,
         ends-with-connection, ends-without-close-notify;
         of HTTP/2: refuse-stream, reset-stream:CODE, refuse-by-goaway, goaway-then-reply,
         settings-flood:FRAMES, reply-on-unopened-stream:BODY
  TIMES  a number, or `always`; once by default
  such as --fault 'token=status:503*2' --fault 'token=expires_in:\"3600\"'";

impl Options {
    /// What this program cannot do, because it was built without it.
    pub(crate) fn unavailable(&self) -> Option<&'static str> {
        let why = "--tls: this program was built without TLS; build it with `--features tls`, \
                   as in `cargo run -p catapa-stand-in --features tls -- --tls`";
        (self.tls && !cfg!(feature = "tls")).then_some(why)
    }

    /// Starts what the command line asks for.
    pub(crate) fn start(self) -> Result<StandIn, StartError> {
        let mut builder = StandIn::builder()
            .listen(self.listen)
            .client_id(self.client_id)
            .client_secret(self.client_secret)
            .application_name(self.application_name)
            .client_credentials(self.client_credentials.into())
            .tenant_place(self.tenant_place.into())
            .code_lifetime(self.code_lifetime)
            .access_token_lifetime(self.access_token_lifetime)
            .rotation(self.rotation)
            .failure_limit(self.failure_limit, 60);
        for uri in self.redirect_uris {
            builder = builder.redirect_uri(uri);
        }
        #[cfg(feature = "tls")]
        if self.tls {
            builder = builder.tls();
        }
        #[cfg(feature = "tls")]
        if self.http1_only {
            builder = builder.http1_only();
        }
        if self.legacy_errors {
            builder = builder.legacy_errors();
        }
        if let Some(issuer) = self.issuer {
            builder = builder.issuer(issuer);
        }
        if let Some(unix_seconds) = self.clock {
            builder = builder.clock_at(unix_seconds);
        }
        let stand_in = builder.start()?;
        for fault in self.faults {
            fault.script(&stand_in);
        }
        Ok(stand_in)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Credentials {
    Raw,
    FormEncoded,
}

impl From<Credentials> for ClientCredentials {
    fn from(credentials: Credentials) -> Self {
        match credentials {
            Credentials::Raw => Self::Raw,
            Credentials::FormEncoded => Self::FormEncoded,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Place {
    Anywhere,
    Header,
    Body,
}

impl From<Place> for TenantPlace {
    fn from(place: Place) -> Self {
        match place {
            Place::Anywhere => Self::Anywhere,
            Place::Header => Self::Header,
            Place::Body => Self::Body,
        }
    }
}
