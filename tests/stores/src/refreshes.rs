//! A service that refreshes the tokens of many sessions without a pause. CATAPA grants tokens that live for no time, so each
//! question for fresh ones is a refresh.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use catapa_signin::{Client, ClientConfig, Endpoints, Explain as _, Options, Tenants, UnixTime};
use catapa_signin_async::pki_types::CertificateDer;
use catapa_signin_async::pki_types::pem::PemObject as _;
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_tokens::{AnyStore, KeeperOptions, SealingKeys, SessionKey, TokenKeeper};
use tokio::task::JoinSet;

use crate::stores::Failure;

/// The redirect URI of the sign-ins.
pub const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

/// Where CATAPA is.
#[derive(Clone, Debug)]
pub struct Catapa {
    /// Its origin.
    pub origin: String,
    /// The authority of its certificate.
    pub certificate_pem: String,
}

impl Catapa {
    /// The client of every process.
    ///
    /// # Errors
    ///
    /// The origin is no URL.
    pub fn client(&self) -> Result<Client, Failure> {
        Ok(Client::new(ClientConfig {
            client_id: "stand-in-client",
            client_secret: "stand-in-secret",
            redirect_uri: REDIRECT_URI,
            endpoints: Endpoints::new(&self.origin, &self.origin),
            tenants: Tenants::Any,
            options: Options::default(),
        })?)
    }

    /// A sender of its own.
    ///
    /// # Errors
    ///
    /// The certificate cannot be read.
    pub fn sender(&self) -> Result<HyperSender, Failure> {
        let authority = CertificateDer::from_pem_slice(self.certificate_pem.as_bytes())?;
        Ok(HyperSender::tokio(SenderOptions::default().trust(authority))?)
    }

    /// A keeper of its own. Its clock is this far ahead of the system's.
    ///
    /// # Errors
    ///
    /// [`client`](Self::client) or [`sender`](Self::sender) fails.
    pub fn keeper(&self, store: AnyStore, patience: Duration, ahead: Duration) -> Result<TokenKeeper, Failure> {
        let options = KeeperOptions::default()
            .patience(patience)
            .sleep(tokio::time::sleep)
            .spawn(|work| drop(tokio::spawn(work)))
            .clock(move || UnixTime::from(SystemTime::now() + ahead));
        Ok(TokenKeeper::new(self.client()?, store, SealingKeys::new([7; 32]), self.sender()?, options))
    }
}

/// What came of many refreshes.
#[derive(Clone, Default, Debug)]
pub struct Counts {
    /// How many callers got fresh tokens.
    pub fresh: usize,
    /// How many got none, by the code of their error.
    pub failed: BTreeMap<&'static str, usize>,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fresh={}", self.fresh)?;
        self.failed.iter().try_for_each(|(code, count)| write!(f, " {code}={count}"))
    }
}

/// Asks for fresh tokens of one session after the other, in an order of its own, by several callers at once, until the time
/// is over.
pub async fn refresh(keeper: &TokenKeeper, keys: &Arc<[SessionKey]>, callers: usize, lasts: Duration) -> Counts {
    let (until, drawn) = (Instant::now() + lasts, Arc::new(AtomicU64::new(u64::from(std::process::id()) << 32)));
    let mut running = JoinSet::new();
    for _ in 0..callers {
        let (keeper, keys, drawn) = (keeper.clone(), Arc::clone(keys), Arc::clone(&drawn));
        running.spawn(async move {
            let mut counts = Counts::default();
            while Instant::now() < until {
                let key = &keys[mixed(drawn.fetch_add(1, Relaxed)) % keys.len()];
                counts.add(keeper.fresh(key).await.map(drop).map_err(|why| why.code()));
            }
            counts
        });
    }
    let mut all = Counts::default();
    while let Some(Ok(counts)) = running.join_next().await {
        all.fresh += counts.fresh;
        for (code, count) in counts.failed {
            *all.failed.entry(code).or_default() += count;
        }
    }
    all
}

impl Counts {
    /// One caller more: it got tokens, or this error.
    pub fn add(&mut self, outcome: Result<(), &'static str>) {
        match outcome {
            Ok(()) => self.fresh += 1,
            Err(code) => *self.failed.entry(code).or_default() += 1,
        }
    }
}

/// SplitMix64: numbers that follow each other give numbers that do not.
fn mixed(seed: u64) -> usize {
    let mut mixed = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // The upper half, which is a number on every processor.
    usize::try_from(mixed >> 33).unwrap_or_default()
}
