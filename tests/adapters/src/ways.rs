//! The adapters, each as an application would set it up, and all behind one trait.

mod asynchronous;
mod closure;
mod hyper;
mod reqwest;
mod ureq;

pub use asynchronous::{Async, AsyncSender};

use core::time::Duration;

use crate::world::Adapter;

/// A way to send a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each variant is the client, and the runtime, that it names")]
pub enum Way {
    Ureq,
    Reqwest,
    HyperOnTokio,
    HyperOnSmol,
    /// A client of the tests' own, handed to `send` as a closure.
    Closure,
}

/// What an adapter is told.
#[derive(Clone, Copy, Default, Debug)]
pub struct Setup<'a> {
    /// The authority to trust instead of the public ones, as PEM.
    pub trusted: Option<&'a str>,
    /// The proxy for https.
    pub proxy: Option<&'a str>,
    /// How long a connection may take, TLS included, instead of the adapter's default.
    pub connect_timeout: Option<Duration>,
    /// How long it waits for a reply, instead of half a second.
    pub timeout: Option<Duration>,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Ureq, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol, Self::Closure];

    /// Those that are set up by this library, and so speak TLS and know of proxies.
    pub const OURS: [Self; 4] = [Self::Ureq, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol];

    /// Those whose sending is a future.
    pub const ASYNC: [Self; 4] = [Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol, Self::Closure];

    /// As a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ureq => "ureq",
            Self::Reqwest => "reqwest",
            Self::HyperOnTokio => "hyper on tokio",
            Self::HyperOnSmol => "hyper on smol",
            Self::Closure => "a closure",
        }
    }

    /// The adapter, so set up.
    #[must_use]
    pub fn adapter(self, setup: Setup<'_>) -> Box<dyn Adapter> {
        match self {
            Self::Ureq => Box::new(ureq::adapter(setup)),
            _ => Box::new(self.asynchronous(setup)),
        }
    }

    /// The adapter, as it is without being told anything.
    #[must_use]
    pub fn plain(self) -> Box<dyn Adapter> {
        self.adapter(Setup::default())
    }

    /// The adapter, trusting this authority.
    #[must_use]
    pub fn trusting(self, pem: &str) -> Box<dyn Adapter> {
        self.adapter(Setup { trusted: Some(pem), ..Setup::default() })
    }

    /// The adapter as a future.
    ///
    /// # Panics
    ///
    /// If it is none.
    #[must_use]
    pub fn asynchronous(self, setup: Setup<'_>) -> Async {
        match self {
            Self::Ureq => panic!("ureq blocks"),
            Self::Reqwest => reqwest::adapter(setup),
            Self::HyperOnTokio => hyper::on_tokio(setup),
            Self::HyperOnSmol => hyper::on_smol(setup),
            Self::Closure => closure::adapter(),
        }
    }
}

/// An adapter over a client that an application has set up for itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Application {
    /// With ureq's own defaults: redirects followed, a status an error.
    UreqAgent,
    /// With redirects turned off, as `ReqwestSender::with_client` asks, and reqwest's defaults for the rest.
    ReqwestClient,
    /// With reqwest's own defaults: redirects followed.
    ReqwestClientThatFollows,
}

impl Application {
    /// Those that obey what their adapter's documentation asks.
    pub const OBEDIENT: [Self; 2] = [Self::UreqAgent, Self::ReqwestClient];

    /// The adapter; a proxy of the client's own is asked for https and http alike, if the adapter lets it.
    #[must_use]
    pub fn adapter(self, proxy: Option<&str>) -> Box<dyn Adapter> {
        match self {
            Self::UreqAgent => Box::new(ureq::over_agent(proxy)),
            Self::ReqwestClient => Box::new(reqwest::over_client(proxy, ::reqwest::redirect::Policy::none())),
            Self::ReqwestClientThatFollows => {
                Box::new(reqwest::over_client(proxy, ::reqwest::redirect::Policy::default()))
            }
        }
    }
}
