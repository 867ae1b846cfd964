//! How several processes over one store send a refresh token once: a machine without I/O, clock or randomness.
//!
//! [`Next`] says what to do next; each of its variants takes what came of it, and gives the next `Next`, until it is
//! [`Done`](Next::Done). [`TokenKeeper`](crate::TokenKeeper) drives it over futures; it can as well be driven over
//! threads.
//!
//! ```text
//! begin --> Load --found--> Swap (a lease) --swapped--> Send --answered--> Swap (the answer) --swapped--> Done
//!            ^ | ^            | conflict, failed                            | conflict, failed
//!            | | +------------+                                             |
//!            | | +----------------------------------------------------------+
//!            | v v
//!    Wait <--+ Done: fresh as it is, ambiguous, rate limited, busy, over
//! ```
//!
//! The rules, each of which the tests break on purpose to see the laws fail:
//!
//! - **A lease comes first.** Who wants to send the refresh token swaps a lease into the record, and sends only if that
//!   swap won, and within the first half of the lease, by the clock as it sends. The access token leaves the record with the same swap: it is due
//!   or rejected, so nobody else hands it out.
//! - **A lease that ran out is ambiguous.** Its holder may have sent and died. Nobody sends again by itself, and the
//!   decision to try again is one call's: what is left of that call gives its lease back in the next.
//! - **New tokens are swapped in before anybody sees them.**
//! - **A swap without an answer is settled by loading**: whether it happened shows in the lease's fence, or in the
//!   generation of the tokens.
//! - **Who holds new tokens does not let go of them.** When the store is away, [`Done`] has them as [`Unsettled`], and
//!   the next call begins with them.
//!
//! Laws: no refresh token is sent twice, but by a caller's decision; no new token is lost while its holder lives; nobody
//! sees a token that is not stored; somebody always gets on when nobody crashes.

mod attempt;
mod look;
mod record;
mod swap;
mod send;

pub use attempt::{Call, Cause, Done, Fresh, Load, Next, Outcome, Rules, Unsettled, Wait};
pub use look::Usable;
pub use record::{Fence, KeptStep, Lease, Record, SendGuard};
pub use send::{Answer, SendOnce, Sent};
pub use swap::Swap;
