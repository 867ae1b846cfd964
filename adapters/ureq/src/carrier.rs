//! A connection of ours.

use ureq::unversioned::transport::Transport;

/// A connection that can tell whether more came than a reply had announced.
pub(crate) trait Carrier: Transport {
    /// Whether bytes have come that nobody has read.
    fn has_surplus(&mut self) -> bool;
}

/// Nothing: it stands in for a connection that was taken away.
impl Carrier for () {
    fn has_surplus(&mut self) -> bool {
        false
    }
}
