//! The adapters, each set up as an application would do it.

mod closure;
mod hyper;
mod ready;
mod reqwest;
mod ureq;

use core::time::Duration;

use catapa_signin_http::SenderOptions;
use catapa_signin_http::pki_types::CertificateDer;
use catapa_signin_http::pki_types::pem::PemObject as _;

pub use ready::Ready;

/// How long an adapter waits for a reply: plenty on this machine, and no burden for those who run the tests.
const PATIENCE: Duration = Duration::from_millis(500);

/// An adapter under test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each variant is the client, and the runtime, that it names")]
pub enum Adapter {
    Ureq,
    Reqwest,
    HyperOnTokio,
    HyperOnSmol,
    /// A client of the tests' own, as a closure.
    Closure,
}

/// How an adapter is set up.
#[derive(Clone, Copy, Default, Debug)]
pub struct Setup<'a> {
    /// The authority to trust instead of the public ones, as PEM.
    pub trusted: Option<&'a str>,
    /// The proxy for https.
    pub proxy: Option<&'a str>,
    /// How long a connection may take, TLS included, instead of the default.
    pub connect_timeout: Option<Duration>,
    /// How long it waits for a reply, instead of half a second.
    pub timeout: Option<Duration>,
}

impl Setup<'_> {
    fn options(self) -> SenderOptions {
        let mut options = SenderOptions::default().timeout(self.timeout.unwrap_or(PATIENCE));
        if let Some(pem) = self.trusted {
            options = options.trust(CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate"));
        }
        if let Some(timeout) = self.connect_timeout {
            options = options.connect_timeout(timeout);
        }
        if let Some(url) = self.proxy {
            options = options.proxy(url);
        }
        options
    }
}

impl Adapter {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Ureq, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol, Self::Closure];

    /// Those that this library sets up, so they speak TLS and know of proxies.
    pub const OURS: [Self; 4] = [Self::Ureq, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol];

    /// Those whose sending can be abandoned, because it does not block.
    pub const ASYNC: [Self; 4] = [Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol, Self::Closure];

    /// Its name in the tables.
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

    /// Sets it up.
    #[must_use]
    pub fn with(self, setup: Setup<'_>) -> Ready {
        match self {
            Self::Ureq => Ready::on_smol(ureq::sender(setup)),
            Self::Reqwest => Ready::on_tokio(reqwest::sender(setup)),
            Self::HyperOnTokio => hyper::on_tokio(setup),
            Self::HyperOnSmol => hyper::on_smol(setup),
            Self::Closure => closure::ready(),
        }
    }

    /// Sets it up with its defaults.
    #[must_use]
    pub fn plain(self) -> Ready {
        self.with(Setup::default())
    }

    /// Sets it up to trust this authority.
    #[must_use]
    pub fn trusting(self, pem: &str) -> Ready {
        self.with(Setup { trusted: Some(pem), ..Setup::default() })
    }
}

impl Adapter {
    /// `UreqSender` over an agent with ureq's own defaults: redirects followed, a status an error. It asks `proxy` for https
    /// and http alike, if the adapter lets it.
    #[must_use]
    pub fn over_an_agent(proxy: Option<&str>) -> Ready {
        Ready::on_smol(ureq::over_agent(proxy))
    }
}
