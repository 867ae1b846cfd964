//! An application on two machines, the Redis that they share, and the stand-in that it signs people in with.

use core::time::Duration;

use catapa_stand_in::{Path, StandIn};

use crate::browser::{Answer, Browser};
use crate::machine::{Common, Machine};
use crate::redis_server::RedisServer;

/// In the year 2096: Redis, which has a clock of its own, forgets nothing before its time.
const NOW: u64 = 4_000_000_000;

/// How long an access token lives, in seconds: less than a profile counts, so that only a call for tokens renews them.
pub(crate) const LIFETIME: u64 = 600;

/// How people know the application, on whichever machine; nobody connects there.
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

    /// Machines that wait so long for each other.
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

    /// For CATAPA and for every machine that runs.
    pub(crate) fn time_passes(&self, seconds: u64) {
        self.catapa.clock().advance(seconds);
        for machine in [&self.one, &self.other] {
            machine.set_clock(self.catapa.clock().now());
        }
    }

    /// Siti logs in at CATAPA and allows it: path and query of the callback that she comes back with.
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

    /// How many requests for tokens CATAPA got, codes and refresh tokens alike.
    pub(crate) fn token_posts(&self) -> usize {
        self.catapa.count(Path::Token)
    }
}
