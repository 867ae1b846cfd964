//! The application that runs on every machine.

use core::time::Duration;

use axum::Router;
use axum::routing::get;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_axum::{CallError, SignInOptions, SignInWithCatapa, SignedIn};
use catapa_signin_tokens::{KeeperOptions, SealingKeys};

use crate::orders::Orders;
use crate::sender::sender;
use crate::{SignInError, redis, say};

/// The settings that all machines share.
pub(crate) struct Settings {
    pub(crate) redis_url: String,
    pub(crate) catapa_origin: String,
    pub(crate) redirect_uri: String,
    /// How long one machine waits for another that is refreshing.
    pub(crate) patience: Duration,
}

pub(crate) async fn router(settings: &Settings, orders: &Orders) -> Result<Router, SignInError> {
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: &settings.redirect_uri,
        endpoints: Endpoints::new(&settings.catapa_origin, &settings.catapa_origin),
        tenants: Tenants::Any,
        options: Options::default().pkce(true),
    })?;
    let clock = orders.clone();
    let keeper = KeeperOptions::default()
        .clock(move || clock.now())
        .patience(settings.patience)
        .spawn(|work| drop(tokio::spawn(work)))
        .sleep(|time| async move {
            let _ = say("waits");
            tokio::time::sleep(time).await;
        });
    let options = SignInOptions::default().sealing_keys(SealingKeys::new([7; 32])).keeper(keeper);
    let tokens = redis::tokens(&settings.redis_url).await?;
    let catapa =
        SignInWithCatapa::new(client, sender(HyperSender::tokio(SenderOptions::default())?, orders), tokens, options)?;
    Ok(Router::new()
        .route("/", get(home))
        .route("/token", get(token))
        .merge(catapa.routes())
        .layer(catapa.session_layer(redis::sessions(&settings.redis_url).await?))
        .with_state(catapa))
}

async fn home(who: Option<SignedIn>) -> String {
    who.map_or("nobody".into(), |who| format!("hello {}", who.profile().name()))
}

/// The access token, for the test to compare. A real application never shows it.
async fn token(who: SignedIn) -> Result<String, CallError> {
    Ok(who.tokens().await?.expose_access_token().to_owned())
}
