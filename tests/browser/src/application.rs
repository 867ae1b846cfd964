//! An application under test, and the stand-in that it signs people in with.

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use axum::response::Html;
use axum::routing::get;
use axum::{Router, middleware};
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants, UnixTime};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_axum::{SignInOptions, SignInWithCatapa, SignedIn};
use catapa_signin_tokens::{KeeperOptions, MemoryStore, SealingKeys};
use catapa_stand_in::{Path, StandIn, User};
use maud::{DOCTYPE, html};
use tokio::runtime::Runtime;

use crate::answers::{Answer, Answers, write_down};
use crate::foreign_site::ForeignSite;
use crate::home::home;
use crate::serve::{listen, serve};
use crate::tls;

/// The host of an application over https. The browser resolves it to this machine.
pub(crate) const HTTPS_HOST: &str = "kopi.test";

/// Wednesday, 2027-01-13, 21:20 UTC.
const NOW: u64 = 1_800_000_000;

/// The settings of a test.
#[derive(Clone, Copy)]
pub struct Setup {
    /// Over https, at a host that looks foreign to the browser.
    pub https: bool,
    /// Who may sign in.
    pub tenants: Tenants<'static>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { https: false, tenants: Tenants::Any }
    }
}

/// The web example's page at `/`, and orders for people who are signed in.
pub struct Application {
    /// The CATAPA that it signs people in with.
    pub stand_in: StandIn,
    origin: String,
    waited: Arc<AtomicU64>,
    answers: Answers,
    _runtime: Runtime,
}

impl Application {
    /// Over http, for everybody.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Setup::default())
    }

    /// At a port of the system's choice.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn with(setup: Setup) -> Self {
        let (listener, port) = listen();
        let origin =
            if setup.https { format!("https://{HTTPS_HOST}:{port}") } else { format!("http://127.0.0.1:{port}") };
        let redirect_uri = format!("{origin}/catapa/callback");
        let stand_in = StandIn::builder()
            .redirect_uri(&redirect_uri)
            .application_name("Kopi Kantor")
            .users(people())
            .clock_at(NOW)
            .start()
            .expect("the stand-in starts");
        let (waited, answers) = (Arc::<AtomicU64>::default(), Answers::default());
        let (clock, passed) = (stand_in.clock(), Arc::clone(&waited));
        let options = SignInOptions::default()
            .sealing_keys(SealingKeys::new([7; 32]))
            // Without sleep: a caller that cannot go on fails at once.
            .keeper(
                KeeperOptions::default()
                    .clock(move || UnixTime::from_secs(clock.now() + passed.load(Ordering::Relaxed))),
            );
        let sender = HyperSender::tokio(SenderOptions::default()).expect("a client for requests");
        let catapa =
            SignInWithCatapa::new(client(&stand_in, &redirect_uri, setup.tenants), sender, MemoryStore::new(), options)
                .expect("a configuration that is good");
        let router = Router::new()
            .route("/", get(home))
            .route("/orders", get(orders).post(orders))
            .merge(catapa.routes())
            .layer(catapa.session_layer(tower_sessions::MemoryStore::default()))
            .layer(middleware::from_fn_with_state(answers.clone(), write_down))
            .with_state(catapa);
        let tls = setup.https.then(|| tls::acceptor(HTTPS_HOST));
        Self { stand_in, origin, waited, answers, _runtime: serve(listener, tls, router) }
    }

    /// A URL of the application.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split("://").nth(1).and_then(|rest| rest.split(':').next()).unwrap_or_default()
    }

    /// Moves the application's clock forward, and no other clock.
    pub fn wait(&self, seconds: u64) {
        self.waited.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The answers at a path, in order.
    #[must_use]
    pub fn answers(&self, path: &str) -> Vec<Answer> {
        self.answers.to(path)
    }

    /// The URL of the last callback that came, to open it again.
    ///
    /// # Panics
    ///
    /// When none came.
    #[must_use]
    pub fn last_callback(&self) -> String {
        self.url(&self.answers("/catapa/callback").last().expect("a callback came").target)
    }

    /// How many token requests CATAPA got.
    #[must_use]
    pub fn token_posts(&self) -> usize {
        self.stand_in.count(Path::Token)
    }

    /// An attacker's link: the callback of a sign-in that another browser began, and that Dewi has allowed.
    ///
    /// # Panics
    ///
    /// When the application does not begin a sign-in.
    #[must_use]
    pub fn callback_of_another_browser(&self) -> String {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).proxy(None).build().into();
        let begun = agent.get(self.url("/catapa/sign-in")).call().expect("a sign-in begins");
        let location = begun.headers().get("location").and_then(|value| value.to_str().ok()).expect("a redirect");
        self.stand_in.sign_in_as("dewi").allow(location).expect("Dewi may sign in")
    }

    /// A stranger's site that knows this application.
    #[must_use]
    pub fn foreign_site(&self) -> ForeignSite {
        ForeignSite::about(&self.url("/catapa/sign-in"), &self.url("/catapa/sign-out"))
    }
}

/// Both with the password `rahasia`.
fn people() -> [User; 2] {
    let person = |id: &str, username: &str, name: &str| {
        User::new(id, username, "rahasia", "gdplabs")
            .email(format!("{username}@example.com"))
            .employee(format!("e-{id}"), name)
            .role("r-1", "Employee")
    };
    [person("1001", "siti", "Siti Rahayu").role("r-2", "Payroll Administrator"), person("1002", "dewi", "Dewi Lestari")]
}

fn client(stand_in: &StandIn, redirect_uri: &str, tenants: Tenants<'_>) -> Client {
    let api = stand_in.origin();
    let accounts = api.replace("127.0.0.1", "localhost");
    Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri,
        endpoints: Endpoints::new(&accounts, &api),
        tenants,
        options: Options::default().pkce(true),
    })
    .expect("a client that can be had")
}

/// A page for people who are signed in, with a form of its own.
async fn orders(who: SignedIn) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { "Orders" }
        h1 { "Orders of " (who.profile().name()) }
        form method="post" { button { "Order again" } }
    };
    Html(markup.into_string())
}
