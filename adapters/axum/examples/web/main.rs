//! A web application with "Sign in with CATAPA".
//!
//! `cargo run --example web` needs nothing: it starts a stand-in for CATAPA in its own process, and prints the address
//! to open. With the variables below it is a real sign-in, at the CATAPA that they name.
//!
//! ```text
//! PORT                     optional: the port to listen on, on this machine; that of an http redirect URI if unset, or
//!                          one that the system picks
//! CATAPA_CLIENT_ID         the client id, as CATAPA issued it
//! CATAPA_CLIENT_SECRET     the client secret
//! CATAPA_REDIRECT_URI      as registered; its path is where the callback arrives
//! CATAPA_ACCOUNTS_ORIGIN   where people sign in
//! CATAPA_API_ORIGIN        where requests go
//! CATAPA_SCOPE             optional: the scope; empty if unset
//! CATAPA_BASIC             optional: raw (if unset) or form
//! CATAPA_PKCE              optional: on, or off (if unset)
//! CATAPA_TENANTS           optional: a,b; any if unset
//! SEALING_KEY              64 hex digits, the same on every instance: `openssl rand -hex 32`; for http on this machine
//!                          one is made if unset
//! REDIS_URL                optional, with the feature `redis`: tokens and sessions that many instances share
//! ```
//!
//! Without Redis, tokens are in a file of SQLite: `catapa-signin-web/tokens.db` in the user's directory for state, which is
//! `~/.local/state` unless `XDG_STATE_HOME` names another, or in the service's own directory that systemd names in
//! `STATE_DIRECTORY`. The program says where. Two cases keep them in memory, because a file would outlive its use: the
//! stand-in, whose tokens end with it, and a key that is made at start, which ends with the program.

mod demonstration;
mod home;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod serve;
mod settings;
mod sqlite;

use core::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use axum::Router;
use axum::routing::get;
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_axum::SignInWithCatapa;
use catapa_signin_axum::tower_sessions::SessionStore;
use catapa_signin_tokens::TokenStore;

use home::home;
use settings::Settings;

/// An error that ends the program: one clear sentence.
type SignInError = Box<dyn Error + Send + Sync>;

/// All that an application has to write.
fn application(
    settings: &Settings,
    tokens: impl TokenStore + Clone,
    sessions: impl SessionStore + Clone,
) -> Result<Router, SignInError> {
    // --8<-- begin
    let client = settings.client()?; // Client::new(ClientConfig { client_id, .. })
    let sender = HyperSender::tokio(SenderOptions::default())?;
    let catapa = SignInWithCatapa::new(client, sender, tokens, settings.options())?;
    let router = Router::new()
        .route("/", get(home)) // async fn home(who: Option<SignedIn>)
        .merge(catapa.routes())
        .layer(catapa.session_layer(sessions))
        .with_state(catapa);
    // --8<-- end
    Ok(router)
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let mut sentence = failure.to_string();
            let mut cause = failure.source();
            while let Some(why) = cause {
                sentence += &format!(": {why}");
                cause = why.source();
            }
            // The exit code says it too, where nobody reads stderr.
            let _ = writeln!(io::stderr(), "web: {sentence}.");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), SignInError> {
    let settings = Settings::from_environment()?;
    let (listener, address) = serve::listen(settings.as_ref().and_then(Settings::port_of_redirect_uri))?;
    let (settings, stand_in) = match settings {
        Some(settings) => (settings, None),
        None => demonstration::start(address).map(|(settings, stand_in)| (settings, Some(stand_in)))?,
    };
    let router = match &settings.redis_url {
        Some(url) => with_redis(&settings, url).await?,
        None if stand_in.is_none() && settings.has_sealing_keys() => with_sqlite(&settings).await?,
        None => in_memory(&settings)?,
    };
    writeln!(io::stdout(), "listening: http://{address}\nopen: {}", settings.start_page())?;
    serve::until_asked_to_stop(listener, router).await
}

async fn with_sqlite(settings: &Settings) -> Result<Router, SignInError> {
    let file = sqlite::file()?;
    let tokens = sqlite::tokens(&file).await?;
    writeln!(io::stdout(), "tokens: {}", file.display())?;
    application(settings, tokens, memory::sessions())
}

fn in_memory(settings: &Settings) -> Result<Router, SignInError> {
    writeln!(io::stdout(), "tokens: in memory, until this program ends")?;
    application(settings, memory::tokens(), memory::sessions())
}

#[cfg(feature = "redis")]
async fn with_redis(settings: &Settings, url: &str) -> Result<Router, SignInError> {
    application(settings, redis::tokens(url).await?, redis::sessions(url).await?)
}

#[cfg(not(feature = "redis"))]
async fn with_redis(_: &Settings, _: &str) -> Result<Router, SignInError> {
    Err("REDIS_URL is set: run it with `--features redis`".into())
}
