//! From a request to a connection: a kept one, or a new one through the proxy and with TLS.

use std::sync::{Arc, Mutex, PoisonError};

use catapa_signin_http::rustls::ClientConfig;
use ureq::Error;
use ureq::unversioned::transport::{ConnectProxyConnector, ConnectionDetails, Connector, Either, Transport};

use crate::carrier::Carrier;
use crate::idle::Home;
use crate::tcp::Tcp;
use crate::tls::Tls;
use crate::watched::{Journal, Watched};

/// Connects for one request.
#[derive(Debug)]
pub(crate) struct Connect {
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) has_proxy: bool,
    pub(crate) kept: Mutex<Option<Box<dyn Carrier>>>,
    pub(crate) home: Option<Home>,
    pub(crate) journal: Arc<Journal>,
}

impl Connector for Connect {
    type Out = Either<Tcp, Watched>;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        // The connection to the proxy itself: what goes over it is not the request.
        if self.has_proxy && details.config.proxy().is_none() {
            return Ok(Some(Either::A(Tcp::connect(details)?)));
        }
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        let connection = kept.map_or_else(|| self.open(details), Ok)?;
        Ok(Some(Either::B(Watched::new(connection, Arc::clone(&self.journal), self.home.clone()))))
    }
}

impl Connect {
    fn open(&self, details: &ConnectionDetails<'_>) -> Result<Box<dyn Carrier>, Error> {
        let tunnel = ConnectProxyConnector::default().connect(details, None::<()>)?;
        if !details.needs_tls() {
            return Ok(Box::new(Tcp::connect(details)?));
        }
        let transport: Box<dyn Transport> = match tunnel {
            Some(tunnel) => Box::new(tunnel),
            None => Box::new(Tcp::connect(details)?),
        };
        Ok(Box::new(Tls::connect(Arc::clone(&self.tls), details, transport)?))
    }
}
