//! Why there is no connection to a store.

use core::error::Error;

use catapa_signin::explain;

/// There is no connection to a store. Its sentence never has a password in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotConnected {
    /// What was given as its address is none.
    Address,
    /// The address asks for TLS, and this program is built without it. No byte was sent in the clear.
    NoTls,
    /// Nobody answered there, or not as this store does.
    Unreachable {
        /// What should be there, such as `Redis`.
        store: &'static str,
        /// Host and port, or a path.
        at: String,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store is there, and does not let this application in: its password, its permissions.
    Refused {
        /// What is there, such as `Redis`.
        store: &'static str,
        /// Host and port, or a path.
        at: String,
        /// Its reason.
        source: Box<dyn Error + Send + Sync>,
    },
}

explain!(NotConnected {
    Self::Address => ("store.address", Caller, "the address of the store cannot be read"),
    Self::NoTls => ("store.no_tls", Caller, "the address of the store asks for TLS, and this program is built without it"),
    Self::Unreachable { store, at, .. } => ("store.unreachable", Caller, "{store} at {at} cannot be reached"),
    Self::Refused { store, at, .. } => ("store.refused", Caller, "{store} at {at} refuses this application"),
});
