//! The stand-in for CATAPA, whose tokens live for no time, and what it has recorded.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::SystemTime;

use catapa_signin::{SignIn, UnixTime};
use catapa_signin_tokens::{AnyStore, SessionKey};
use catapa_stand_in::{Path, StandIn};
use catapa_stores_tests::refreshes::{Catapa, REDIRECT_URI};
use catapa_stores_tests::stores::Failure;

pub(crate) struct StandInCatapa {
    stand_in: Arc<StandIn>,
    pub(crate) catapa: Catapa,
}

impl StandInCatapa {
    pub(crate) fn start() -> Result<Self, Failure> {
        let stand_in = StandIn::builder().redirect_uri(REDIRECT_URI).access_token_lifetime(0).tls().start()?;
        let certificate_pem = stand_in.certificate_pem().ok_or("no certificate")?.to_owned();
        let catapa = Catapa { origin: stand_in.origin(), certificate_pem };
        Ok(Self { stand_in: Arc::new(stand_in), catapa })
    }

    /// Signs in this many times, and keeps the tokens in the store.
    pub(crate) async fn sign_in(&self, store: AnyStore, sessions: usize) -> Result<Arc<[SessionKey]>, Failure> {
        let (client, sender) = (self.catapa.client()?, self.catapa.sender()?);
        let keeper = self.catapa.keeper(store, core::time::Duration::ZERO, core::time::Duration::ZERO)?;
        let mut keys = Vec::new();
        for _ in 0..sessions {
            let (now, mut entropy) = (UnixTime::from(SystemTime::now()), [0; 64]);
            getrandom::fill(&mut entropy)?;
            let sign_in = SignIn::new(&client).begin(entropy, now);
            let (stand_in, url) = (Arc::clone(&self.stand_in), sign_in.authorize_url().to_string());
            let callback = tokio::task::spawn_blocking(move || stand_in.sign_in_as("siti").allow(&url)).await??;
            let have_code = sign_in.accept(&callback, now)?;
            let mut reply = sender.send(&have_code.token_request(now)?).await?;
            let tokens = have_code.finish(reply.as_reply(), now)?.to_owned_in::<String>()?.into_step();
            keys.push(keeper.insert(tokens).await?);
        }
        Ok(keys.into())
    }

    /// Forgets what was recorded so far. Nobody may refresh meanwhile.
    pub(crate) fn begin(&self) {
        self.stand_in.clear_requests();
        self.stand_in.clear_failures();
    }

    /// How many token requests came.
    pub(crate) fn count(&self) -> usize {
        self.stand_in.count(Path::Token)
    }

    /// How many refresh tokens came, and how many of them came a second time.
    pub(crate) fn refreshes(&self) -> (usize, usize) {
        let requests = self.stand_in.requests_to(Path::Token);
        let tokens: Vec<String> = requests.iter().filter_map(|request| request.form("refresh_token")).collect();
        let different: HashSet<&String> = tokens.iter().collect();
        (tokens.len(), tokens.len() - different.len())
    }
}
