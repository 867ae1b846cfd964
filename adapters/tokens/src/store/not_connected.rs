//! Why a store is not connected.

use core::error::Error;
use std::sync::Arc;

use catapa_signin::explain;

/// A store did not get a connection to its server. No text of it shows a password.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotConnected {
    /// The URL of the server cannot be read, or asks for what the store does not do.
    Address,
    /// The URL asks for TLS, and the feature for it is off. Nothing was sent.
    NoTls,
    /// TLS cannot be set up: above all, there is no cryptography for it.
    Tls(#[source] Arc<dyn Error + Send + Sync>),
    /// No server answers there: it is not up yet, or not in the network, or its certificate is not trusted. The source
    /// says which.
    Unreachable {
        /// What kind of server: `Redis`, for example.
        store: &'static str,
        /// Its host and port, or its name.
        at: String,
        /// What happened.
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The server answers, and does not let this application in: the password, or a permission.
    Refused {
        /// What kind of server: `Redis`, for example.
        store: &'static str,
        /// Its host and port, or its name.
        at: String,
        /// What the server said.
        source: Arc<dyn Error + Send + Sync>,
    },
}

explain!(NotConnected {
    Self::Address => ("store.address", Caller, "the address of the store cannot be read"),
    Self::NoTls => (
        "store.no_tls",
        Caller,
        "the address of the store asks for TLS, and the feature for it is off"
    ),
    Self::Tls(_) => ("store.tls", Caller, "TLS to the store cannot be set up"),
    Self::Unreachable { store, at, .. } => ("store.unreachable", Caller, "{store} at {at} cannot be reached"),
    Self::Refused { store, at, .. } => ("store.refused", Caller, "{store} at {at} does not let this application in"),
});
