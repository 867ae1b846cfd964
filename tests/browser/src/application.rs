//! The application under test: two pages, the routes of the adapter, and a stand-in for CATAPA beside it.

use std::net::TcpListener;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants, UnixTime};
use catapa_signin_async::ReqwestSender;
use catapa_signin_axum::{SignInOptions, SignInWithCatapa, SignedIn};
use catapa_signin_tokens::{MemoryStore, SealingKeys};
use catapa_stand_in::{Path, StandIn};
use maud::{DOCTYPE, Markup, html};
use tokio::runtime::{Builder, Runtime};
use tower_sessions::MemoryStore as MemorySessions;

use crate::tls;

/// How the application is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Site {
    /// http, on this machine.
    Http,
    /// https, with a certificate of its own.
    Https,
}

/// A running application. It ends when it is dropped.
pub struct Application {
    stand_in: StandIn,
    origin: String,
    _runtime: Runtime,
}

impl Application {
    /// Starts one over http.
    #[must_use]
    pub fn start() -> Self {
        Self::at(Site::Http)
    }

    /// Starts one at a port that the system picks. Its clock is the stand-in's.
    ///
    /// # Panics
    ///
    /// If this machine has no port, or the application does not start.
    #[must_use]
    pub fn at(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let origin = format!("{}://{address}", if site == Site::Https { "https" } else { "http" });
        let redirect_uri = format!("{origin}/catapa/callback");
        let stand_in = StandIn::builder().redirect_uri(&redirect_uri).application_name("Kopi Kantor").start();
        let stand_in = stand_in.expect("a stand-in");
        let router = router(&stand_in, &redirect_uri);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        listener.set_nonblocking(true).expect("a socket");
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            match site {
                Site::Http => axum::serve(listener, router).await.expect("a server"),
                Site::Https => tls::serve(listener, router).await,
            }
        });
        Self { stand_in, origin, _runtime: runtime }
    }

    /// A page of this application.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Where CATAPA is.
    #[must_use]
    pub fn catapa(&self) -> String {
        self.stand_in.origin()
    }

    /// Lets so many seconds pass.
    pub fn advance(&self, seconds: u64) {
        self.stand_in.clock().advance(seconds);
    }

    /// Begins a sign-in in a browser of somebody else's, and gives the authorize URL.
    ///
    /// # Panics
    ///
    /// If the application does not answer.
    #[must_use]
    pub async fn begin_elsewhere(&self) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        let answer = client.expect("a client").get(self.url("/catapa/sign-in")).send().await.expect("an answer");
        answer.headers()["location"].to_str().expect("an address").to_owned()
    }

    /// Signs in at CATAPA as somebody, in a browser of their own, and gives the callback that CATAPA sends them to.
    ///
    /// # Panics
    ///
    /// If CATAPA does not let them.
    #[must_use]
    pub fn callback_of(&self, username: &str, authorize_url: &str) -> String {
        let allow = || self.stand_in.sign_in_as(username).allow(authorize_url);
        std::thread::scope(|scope| scope.spawn(allow).join()).expect("a person").expect("a callback")
    }

    /// How many requests have reached the token endpoint.
    #[must_use]
    pub fn token_posts(&self) -> usize {
        self.stand_in.count(Path::Token)
    }
}

fn router(stand_in: &StandIn, redirect_uri: &str) -> Router {
    let origin = stand_in.origin();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri,
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Any,
        options: Options::default().pkce(true),
    })
    .expect("a client that can be");
    let clock = stand_in.clock();
    let options = SignInOptions::default()
        .sealing_keys(SealingKeys::new([7; 32]))
        .clock(move || UnixTime::from_secs(clock.now()));
    let sender = ReqwestSender::new().expect("a sender");
    let catapa = SignInWithCatapa::new(client, sender, MemoryStore::default(), options).expect("a sign-in");
    Router::new()
        .route("/", get(home))
        .route("/payslips", get(payslips))
        .merge(catapa.routes())
        .layer(catapa.session_layer(MemorySessions::default()))
        .with_state(catapa)
}

async fn home(who: Option<SignedIn>, State(catapa): State<SignInWithCatapa>) -> Html<String> {
    page(&html! {
        @match who {
            Some(who) => {
                h1 #who { (who.profile().name()) " of " (who.profile().tenant()) }
                form method="post" action=(catapa.sign_out_path()) { button #sign-out { "Sign out" } }
            }
            None => { a #sign-in href=(catapa.sign_in_url("/")) { "Sign in with CATAPA" } }
        }
    })
}

/// For people who are signed in.
async fn payslips(who: SignedIn) -> Html<String> {
    page(&html! { h1 #payslips { "Payslips of " (who.profile().name()) } })
}

fn page(content: &Markup) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta name="viewport" content="width=device-width, initial-scale=1"; title { "Kopi Kantor" } }
            body { (content) }
        }
    };
    Html(markup.into_string())
}
