//! The addresses of a host.

use core::net::SocketAddr;

use http::Uri;
use http::uri::Scheme;
use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Looks a name up. `ureq` does that in a thread, so that it can stop waiting. Nothing is looked up where the URI has an
/// address, or where a connection is there already.
#[derive(Debug)]
pub(crate) struct Names {
    is_connected: bool,
    others: DefaultResolver,
}

impl Names {
    pub(crate) fn new(is_connected: bool) -> Self {
        Self { is_connected, others: DefaultResolver::default() }
    }
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        if self.is_connected {
            return Ok(addresses);
        }
        let Some(address) = literal(uri) else { return self.others.resolve(uri, config, timeout) };
        addresses.push(address);
        Ok(addresses)
    }
}

fn literal(uri: &Uri) -> Option<SocketAddr> {
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    let default_port = if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 };
    Some(SocketAddr::new(host.parse().ok()?, uri.port_u16().unwrap_or(default_port)))
}
