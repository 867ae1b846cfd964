//! Our own ways to send, each set up as an application would do it.

mod closure;
mod hyper;
mod reqwest;
mod ureq;

use core::error::Error;

use catapa_signin::Request;
use catapa_signin_http::conformance::{Check, ClientUnderTest, Setup};
use catapa_signin_http::pki_types::CertificateDer;
use catapa_signin_http::pki_types::pem::PemObject as _;
use catapa_signin_http::{AnySender, NotConfigured, ReplyBuffer, SendError, Sender as _, SenderOptions};

/// One of our own ways to send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each variant is the client, and the runtime, that it names")]
pub enum Way {
    Ureq,
    /// `UreqSender` over an agent with ureq's own defaults: redirects followed, a status an error.
    UreqAgent,
    Reqwest,
    HyperOnTokio,
    HyperOnSmol,
    /// A client of the tests' own, as a closure.
    Closure,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Ureq, Self::UreqAgent, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol, Self::Closure];

    /// Those that this library sets up, so they speak TLS and know of proxies.
    pub const OURS: [Self; 4] = [Self::Ureq, Self::Reqwest, Self::HyperOnTokio, Self::HyperOnSmol];

    /// Its name in the tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ureq => "ureq",
            Self::UreqAgent => "an agent of ureq",
            Self::Reqwest => "reqwest",
            Self::HyperOnTokio => "hyper on tokio",
            Self::HyperOnSmol => "hyper on smol",
            Self::Closure => "a closure",
        }
    }

    /// The client, for the suite.
    #[must_use]
    pub fn under_test(self) -> ClientUnderTest {
        let blocking = move |setup: &Setup| {
            let sender = self.sender(setup);
            move |request, limit| self.block_on(sender.send(request, limit))
        };
        let waiting = move |setup: &Setup| {
            let sender = self.sender(setup);
            async move |request, limit| sender.send(request, limit).await
        };
        let on_its_runtime = move |check: Check<'_>| self.block_on(check);
        match self {
            Self::Ureq => ClientUnderTest::blocking(self.name(), blocking).without_http2(),
            Self::UreqAgent => ClientUnderTest::blocking(self.name(), blocking).without_http2().without_proxy(),
            Self::Closure => ClientUnderTest::new(self.name(), waiting, on_its_runtime).without_tls().without_proxy(),
            Self::Reqwest | Self::HyperOnTokio | Self::HyperOnSmol => {
                ClientUnderTest::new(self.name(), waiting, on_its_runtime)
            }
        }
    }

    /// Sets it up.
    ///
    /// # Panics
    ///
    /// If it cannot be set up like this.
    #[must_use]
    pub fn sender(self, setup: &Setup) -> AnySender {
        let sender = match self {
            Self::Ureq => ureq::sender(setup),
            Self::UreqAgent => Ok(ureq::over_agent(setup)),
            Self::Reqwest => reqwest::sender(setup),
            Self::HyperOnTokio => hyper::on_tokio(setup),
            Self::HyperOnSmol => hyper::on_smol(setup),
            Self::Closure => Ok(closure::sender(setup)),
        };
        sender.expect("a client")
    }

    /// Runs a future on its runtime.
    ///
    /// # Panics
    ///
    /// If there is no runtime.
    pub fn block_on<T>(self, future: impl Future<Output = T>) -> T {
        match self {
            Self::Reqwest | Self::HyperOnTokio => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(future)
            }
            Self::Ureq | Self::UreqAgent | Self::HyperOnSmol | Self::Closure => smol::block_on(future),
        }
    }
}

/// Sends a request once, and waits for the reply.
///
/// # Errors
///
/// The sender's own.
pub async fn send(sender: &AnySender, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
    catapa_signin_async::send(request, |http_request| sender.send(http_request, request.reply_limit())).await
}

type MaybeSender = Result<AnySender, Box<dyn Error + Send + Sync>>;

/// The options that a setup asks for.
pub(crate) fn options(setup: &Setup) -> Result<SenderOptions, NotConfigured> {
    let mut options = SenderOptions::default().timeout(setup.timeout).connect_timeout(setup.connect_timeout);
    if let Some(pem) = &setup.trusted_pem {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes());
        options = options.trust(certificate.map_err(|_| NotConfigured::Certificate)?);
    }
    if let Some(url) = &setup.proxy {
        options = options.proxy(url);
    }
    Ok(options)
}
