//! A service that keeps people's tokens: a stand-in for CATAPA, a store, a clock, and keepers over them.

use core::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::Arc;

use catapa_signin::error::TokenRejected;
use catapa_signin::{ApiError, Authorized, Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_tokens::{KeeperOptions, SealingKeys, SendError, SessionKey, TokenKeeper};
use catapa_stand_in::{Path, StandIn};

use crate::watched_store::WatchedStore;

pub(crate) const NOW: u64 = 1_800_000_000;

/// How long an access token lives, in seconds.
pub(crate) const LIFETIME: u64 = 3_600;

pub(crate) const SEALING_KEY: [u8; 32] = [7; 32];

pub(crate) struct Service {
    pub(crate) catapa: StandIn,
    pub(crate) client: Client,
    pub(crate) store: WatchedStore,
    clock: Arc<AtomicU64>,
    pub(crate) sender: HyperSender,
    drawn: Arc<AtomicU8>,
}

impl Service {
    pub(crate) fn start() -> Self {
        let catapa = StandIn::builder().clock_at(NOW).access_token_lifetime(LIFETIME).seed(1).start().unwrap();
        let clock = Arc::new(AtomicU64::new(NOW));
        let store = WatchedStore::new(by(&clock));
        let client = client("stand-in-client", "stand-in-secret", &catapa.origin());
        // Whatever is repeated is repeated by the keeper.
        let sender = HyperSender::tokio(SenderOptions::default().asks_again(false)).unwrap();
        Self { catapa, client, store, clock, sender, drawn: Arc::default() }
    }

    pub(crate) fn now(&self) -> UnixTime {
        by(&self.clock)()
    }

    /// For the service and for CATAPA.
    pub(crate) fn time_passes(&self, secs: u64) {
        self.clock.fetch_add(secs, Ordering::SeqCst);
        self.catapa.clock().advance(secs);
    }

    /// For the service only.
    pub(crate) fn clock_runs_back(&self, secs: u64) {
        self.clock.fetch_sub(secs, Ordering::SeqCst);
    }

    /// Clock and randomness of the test, and a way to wait that takes no time.
    pub(crate) fn options(&self) -> KeeperOptions {
        let drawn = Arc::clone(&self.drawn);
        KeeperOptions::default().clock(by(&self.clock)).sleep(|_| tokio::task::yield_now()).entropy(move |bytes| {
            // Each draw is different, because a test draws fewer than 256 times.
            bytes.fill(drawn.fetch_add(1, Ordering::SeqCst));
            Ok::<_, SendError>(())
        })
    }

    pub(crate) fn keeper(&self) -> TokenKeeper {
        self.keeper_with(self.options())
    }

    pub(crate) fn keeper_with(&self, options: KeeperOptions) -> TokenKeeper {
        self.keeper_of(self.client.clone(), SealingKeys::new(SEALING_KEY), options)
    }

    pub(crate) fn keeper_of(&self, client: Client, keys: SealingKeys, options: KeeperOptions) -> TokenKeeper {
        TokenKeeper::new(client, self.store.clone(), keys, self.sender.clone(), options)
    }

    /// A keeper with one session, whose tokens are fresh. Requests so far are not counted.
    pub(crate) async fn signed_in(&self) -> (TokenKeeper, SessionKey) {
        let keeper = self.keeper();
        let key = keeper.insert(self.sign_in().await).await.unwrap();
        self.catapa.clear_requests();
        (keeper, key)
    }

    /// The same, when the access token is due.
    pub(crate) async fn signed_in_and_due(&self) -> (TokenKeeper, SessionKey) {
        let signed_in = self.signed_in().await;
        self.time_passes(LIFETIME);
        signed_in
    }

    /// Tokens of a new sign-in.
    pub(crate) async fn sign_in(&self) -> Authorized<String> {
        let entropy = [self.drawn.fetch_add(1, Ordering::SeqCst); 64];
        let sign_in = SignIn::new(&self.client).begin(entropy, self.now());
        let callback = self.catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string()).unwrap();
        let have_code = sign_in.accept(&callback, self.now()).unwrap();
        let mut reply = self.sender.send(&have_code.token_request(self.now()).unwrap()).await.unwrap();
        have_code.finish(reply.as_reply(), self.now()).unwrap().to_owned_in::<String>().unwrap().into_step()
    }

    /// CATAPA's 401 to these tokens, after an administrator has ended them.
    pub(crate) async fn rejection(&self, tokens: &Authorized<String>) -> TokenRejected {
        self.catapa.revoke_access_tokens();
        let sign_in = self.client.resume_ref(tokens).unwrap();
        let mut reply = self.sender.send(&sign_in.user_request()).await.unwrap();
        match sign_in.read_user(reply.as_reply()) {
            Err(ApiError::TokenRejected(proof)) => proof,
            other => panic!("CATAPA has not rejected a token that was ended: {other:?}"),
        }
    }

    /// How many refresh requests CATAPA got since the sign-in.
    pub(crate) fn refreshes(&self) -> usize {
        self.catapa.count(Path::Token)
    }

    /// Waits until CATAPA has got this many refresh requests.
    pub(crate) async fn got(&self, refreshes: usize) {
        while self.refreshes() < refreshes {
            tokio::task::yield_now().await;
        }
    }
}

pub(crate) fn client(client_id: &str, client_secret: &str, origin: &str) -> Client {
    Client::new(ClientConfig {
        client_id,
        client_secret,
        redirect_uri: "http://localhost:3000/callback",
        endpoints: Endpoints::new(origin, origin),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap()
}

fn by(clock: &Arc<AtomicU64>) -> impl Fn() -> UnixTime + Send + Sync + 'static {
    let clock = Arc::clone(clock);
    move || UnixTime::from_secs(clock.load(Ordering::SeqCst))
}
