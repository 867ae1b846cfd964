//! An application under test, and the stand-in that it signs people in with.

use core::error::Error;
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use catapa_signin::{Client, ClientConfig, Endpoints, Explain, Options, Tenants, UnixTime};
use catapa_signin_async::{HyperSender, SendError, Sender, SenderOptions};
use catapa_signin_axum::{CallError, Method, SignInOptions, SignInWithCatapa, SignedIn};
use catapa_signin_tokens::{KeeperOptions, SealingKeys};
use catapa_stand_in::StandIn;
use http::{Request, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tower_sessions::{MemoryStore as MemorySessions, Session};

use crate::browser::Browser;
use crate::plugs::{Plug, Store};

/// Wednesday, 2027-01-13, 21:20 UTC.
pub(crate) const NOW: u64 = 1_800_000_000;

/// One instance of an application.
pub(crate) struct Application {
    pub(crate) stand_in: Arc<StandIn>,
    pub(crate) catapa: SignInWithCatapa,
    pub(crate) store: Store,
    pub(crate) sessions: MemorySessions,
    pub(crate) origin: String,
    /// The tokens that CATAPA gave.
    pub(crate) tokens: Arc<Mutex<Vec<String>>>,
    /// The way to CATAPA.
    pub(crate) network: Plug,
    _runtime: tokio::runtime::Runtime,
}

/// What a test may say before the start.
pub(crate) struct Settings {
    pub(crate) redirect_uri: Option<&'static str>,
    pub(crate) tenants: Tenants<'static>,
    pub(crate) access_token_lifetime: u64,
    pub(crate) options: fn(SignInOptions) -> SignInOptions,
}

impl Default for Settings {
    fn default() -> Self {
        Self { redirect_uri: None, tenants: Tenants::Any, access_token_lifetime: 86_400, options: |options| options }
    }
}

impl Application {
    pub(crate) fn start() -> Self {
        Self::with(Settings::default())
    }

    /// An application at a port that the system picks; over https as far as its redirect URI says.
    pub(crate) fn with(settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let redirect_uri = match settings.redirect_uri {
            Some(uri) => uri.to_owned(),
            None => format!("http://{}/catapa/callback", listener.local_addr().unwrap()),
        };
        let stand_in = StandIn::builder()
            .redirect_uri(&redirect_uri)
            .clock_at(NOW)
            .seed(7)
            .access_token_lifetime(settings.access_token_lifetime)
            .start()
            .unwrap();
        let (store, sessions) = (Store::with_clock(clock(&stand_in)), MemorySessions::default());
        Self::instance(&Arc::new(stand_in), listener, &redirect_uri, settings, store, sessions)
    }

    /// Another instance of this application: the same keys, stores and redirect URI.
    pub(crate) fn sibling(&self) -> Self {
        self.sibling_with(Settings::default())
    }

    /// The same, which differs in this.
    pub(crate) fn sibling_with(&self, settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (store, sessions) = (self.store.clone(), self.sessions.clone());
        let redirect_uri = self.catapa.client().redirect_uri();
        Self::instance(&self.stand_in, listener, redirect_uri, settings, store, sessions)
    }

    fn instance(
        stand_in: &Arc<StandIn>,
        listener: TcpListener,
        redirect_uri: &str,
        settings: Settings,
        store: Store,
        sessions: MemorySessions,
    ) -> Self {
        let client = client(stand_in, redirect_uri, settings.tenants);
        let options = SignInOptions::default()
            .sealing_keys(SealingKeys::new([7; 32]))
            // Without sleep: who fails is told at once.
            .keeper(KeeperOptions::default().clock(clock(stand_in)).entropy(entropy()));
        let (tokens, network) = (Arc::default(), Plug::default());
        let options = (settings.options)(options);
        let catapa = SignInWithCatapa::new(client, sender(&network, &tokens), store.clone(), options).unwrap();
        let app = Router::new()
            .route("/", get(home))
            .route("/private", get(private).post(private))
            .route("/employees", get(employees))
            .route("/names", get(names))
            .route("/unwritable", get(unwritable))
            .route("/visited", get(visited))
            .route("/debug", get(debug))
            .route("/why", get(why))
            .route("/profile", get(profile))
            .nest("/nested", Router::new().route("/page", get(private)))
            .merge(catapa.routes())
            .layer(catapa.session_layer(sessions.clone()))
            .with_state(catapa.clone());
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        listener.set_nonblocking(true).unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
        Self { stand_in: Arc::clone(stand_in), catapa, store, sessions, origin, tokens, network, _runtime: runtime }
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::at(&self.origin)
    }

    /// Siti enters her password at CATAPA and allows it: the path and query of the callback that she comes back with.
    pub(crate) fn allow(&self, authorize_url: &str) -> String {
        path_of(&self.stand_in.sign_in_as("siti").allow(authorize_url).unwrap())
    }

    /// Siti enters her password at CATAPA and denies it.
    pub(crate) fn deny(&self, authorize_url: &str) -> String {
        path_of(&self.stand_in.sign_in_as("siti").deny(authorize_url).unwrap())
    }

    /// A browser in which Siti is signed in.
    pub(crate) fn signed_in(&self) -> Browser {
        self.signed_in_as("siti")
    }

    /// A browser in which somebody is signed in.
    pub(crate) fn signed_in_as(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        let authorize_url = browser.begin("/catapa/sign-in");
        let callback = self.stand_in.sign_in_as(username).allow(&authorize_url).unwrap();
        let landed = browser.get(&path_of(&callback));
        assert_eq!((landed.status, landed.location()), (303, "/"), "{}", landed.body);
        browser
    }

    pub(crate) fn token_posts(&self) -> usize {
        self.stand_in.count(catapa_stand_in::Path::Token)
    }
}

/// Path and query of a URL.
pub(crate) fn path_of(url: &str) -> String {
    let below = url.split_once("://").unwrap().1;
    below[below.find('/').unwrap()..].to_owned()
}

pub(crate) fn client(stand_in: &StandIn, redirect_uri: &str, tenants: Tenants<'_>) -> Client {
    let origin = stand_in.origin();
    Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri,
        endpoints: Endpoints::new(&origin, &origin),
        tenants,
        options: Options::default().pkce(true),
    })
    .unwrap()
}

fn clock(stand_in: &StandIn) -> impl Fn() -> UnixTime + Send + Sync + 'static {
    let clock = stand_in.clock();
    move || UnixTime::from_secs(clock.now())
}

/// Bytes that never come twice in this process, and are the same for nobody.
fn entropy() -> impl Fn(&mut [u8]) -> Result<(), SendError> + Send + Sync + 'static {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    |bytes| {
        for chunk in bytes.chunks_mut(32) {
            let hash = Sha256::digest(DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            chunk.copy_from_slice(&hash[..chunk.len()]);
        }
        Ok(())
    }
}

type Sending = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, SendError>> + Send>>;

/// Sends by reqwest, as a closure of the application's own, which remembers the tokens that came.
fn sender(
    network: &Plug,
    tokens: &Arc<Mutex<Vec<String>>>,
) -> impl Fn(Request<Vec<u8>>) -> Sending + Send + Sync + 'static {
    let (sender, network, tokens) =
        (HyperSender::tokio(SenderOptions::default()).unwrap(), network.clone(), Arc::clone(tokens));
    move |request| {
        let (sender, network, tokens) = (sender.clone(), network.clone(), Arc::clone(&tokens));
        Box::pin(async move {
            network.use_it().map_err(|why| SendError::NotSent(why.into()))?;
            let response = Sender::send(&sender, request, 65_536).await?;
            if let Ok(reply) = serde_json::from_slice::<serde_json::Value>(response.body()) {
                let granted = ["access_token", "refresh_token"].into_iter().filter_map(|name| reply[name].as_str());
                tokens.lock().unwrap().extend(granted.map(str::to_owned));
            }
            Ok(response)
        })
    }
}

async fn home(who: Option<SignedIn>) -> String {
    who.map_or("nobody".into(), |who| format!("hello {}", who.profile().name()))
}

async fn private(who: SignedIn) -> String {
    let profile = who.profile();
    format!("{} of {}, {}", profile.name(), profile.tenant, profile.key)
}

async fn profile(who: SignedIn) -> String {
    serde_json::to_string(who.profile()).unwrap()
}

async fn employees(who: SignedIn) -> Result<Vec<u8>, CallError> {
    Ok(who.api(Method::Get, "/core/v1/employees?page=0").send().await?.body().to_vec())
}

/// The employees' names.
async fn names(who: SignedIn) -> Result<String, CallError> {
    let page: Employees = who.api(Method::Get, "/core/v1/employees?page=0").send_and_read().await?;
    Ok(page.content.into_iter().map(|employee| employee.name).collect::<Vec<_>>().join(", "))
}

#[derive(Deserialize)]
struct Employees {
    content: Vec<Employee>,
}

#[derive(Deserialize)]
struct Employee {
    name: String,
}

/// A call whose body cannot be written: a map's key must be text.
async fn unwritable(who: SignedIn) -> Result<(), CallError> {
    let body = BTreeMap::from([([1, 2], 3)]);
    who.api(Method::Post, "/core/v1/employees").json(&body).send().await.map(drop)
}

/// Something that an application keeps in a session before anybody is signed in.
async fn visited(session: Session) -> String {
    session.insert("visited", true).await.unwrap();
    "welcome".into()
}

async fn debug(who: SignedIn) -> Result<String, CallError> {
    let tokens = who.tokens().await?;
    let call = who.api(Method::Get, "/core/v1/employees?page=0").json(&serde_json::json!({}));
    let shown = format!("{who:?} {:?} {call:?} {tokens:?}", who.profile());
    Ok(format!("{shown} {:?}", call.send().await))
}

/// Why a call has no answer.
async fn why(who: SignedIn) -> String {
    let why = who.api(Method::Get, "/core/v1/employees?page=0").send().await.unwrap_err();
    told(&why)
}

/// An error's code and blame, and its sentence with those of its causes.
pub(crate) fn told(error: &(impl Explain + 'static)) -> String {
    let chain = core::iter::successors(Some(error as &dyn Error), |&error| error.source());
    let sentences: Vec<String> = chain.map(ToString::to_string).collect();
    format!("{} {:?}: {}", error.code(), error.blame(), sentences.join(": "))
}
