//! An application on two machines, the Redis that they share, and the stand-in that it signs people in with.

use core::time::Duration;

use catapa_stand_in::{Path, StandIn};
use catapa_stores_tests::servers::RedisServer;

use crate::browser::{Answer, Browser};
use crate::machine::{Common, Machine};

/// In the year 2096, so that Redis, by its own clock, forgets nothing too early.
const NOW: u64 = 4_000_000_000;

/// The lifetime of an access token in seconds. A profile counts for longer, so only a call for tokens renews them.
pub(crate) const LIFETIME: u64 = 600;

/// The application's public origin. Every machine answers for it, and no connection goes there.
const REDIRECT_URI: &str = "http://localhost:3000/catapa/callback";

pub(crate) struct Application {
    pub(crate) one: Machine,
    pub(crate) other: Machine,
    pub(crate) redis: RedisServer,
    pub(crate) catapa: StandIn,
}

impl Application {
    pub(crate) fn start() -> Self {
        Self::with_patience(Duration::from_secs(10))
    }

    /// Two machines that wait at most the given time for each other.
    pub(crate) fn with_patience(patience: Duration) -> Self {
        let redis = RedisServer::start();
        let catapa = StandIn::builder()
            .redirect_uri(REDIRECT_URI)
            .clock_at(NOW)
            .access_token_lifetime(LIFETIME)
            .seed(7)
            .start()
            .unwrap();
        let (redis_url, catapa_origin) = (redis.url(), catapa.origin());
        let common =
            Common { redis_url: &redis_url, catapa_origin: &catapa_origin, redirect_uri: REDIRECT_URI, patience };
        let [one, other] = [(); 2].map(|()| Machine::start(&common));
        let application = Self { one, other, redis, catapa };
        application.time_passes(0);
        application
    }

    /// Sets the clock of CATAPA and of every running machine.
    pub(crate) fn time_passes(&self, seconds: u64) {
        self.catapa.clock().advance(seconds);
        for machine in [&self.one, &self.other] {
            machine.set_clock(self.catapa.clock().now());
        }
    }

    /// Siti logs in at CATAPA and allows it. It returns path and query of her callback.
    pub(crate) fn allow(&self, authorize_url: &str) -> String {
        let callback = self.catapa.sign_in_as("siti").allow(authorize_url).unwrap();
        callback.strip_prefix("http://localhost:3000").unwrap().to_owned()
    }

    /// A browser in which Siti has signed in, at one machine.
    pub(crate) fn signed_in(&self) -> Browser {
        let mut browser = Browser::at(&self.one);
        let landed = self.sign_in(&mut browser);
        assert_eq!((landed.status, landed.location.as_str()), (303, "/"), "{}", landed.body);
        browser
    }

    /// Siti signs in, at the machine that her browser is at.
    pub(crate) fn sign_in(&self, browser: &mut Browser) -> Answer {
        let authorize_url = browser.begin("/catapa/sign-in");
        browser.get(&self.allow(&authorize_url))
    }

    /// How many token requests CATAPA got, with a code or with a refresh token.
    pub(crate) fn token_posts(&self) -> usize {
        self.catapa.count(Path::Token)
    }
}
