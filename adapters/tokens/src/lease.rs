//! How several processes over one store send a refresh token once: a machine without I/O, clock or randomness.
//!
//! [`Next`] says what to do next. Each of its variants takes the result and gives another `Next`, until it is
//! [`Done`](Next::Done). [`TokenKeeper`](crate::TokenKeeper) drives the machine with futures; threads could drive it too.
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
//! The rules. The tests break each of them on purpose, to see the laws fail.
//!
//! - **The lease comes first.** To send the refresh token, a process swaps a lease into the record. It sends only if that
//!   swap won, and only in the first half of the lease, by its clock as it sends. The same swap takes the access token out
//!   of the record: the token is due or rejected, so nobody else must hand it out.
//! - **A lease that ran out is ambiguous.** Its holder may have sent and died. No process sends again by itself. A caller
//!   may decide to try again; that decision holds for one call, and the next call gives back a lease that is left of it.
//! - **New tokens are stored before anybody sees them.**
//! - **A swap without an answer is settled by loading.** The lease's fence, or the generation of the tokens, shows whether
//!   it happened.
//! - **New tokens are never dropped.** When the store is away, [`Done`] returns them as [`Unsettled`], and the next call
//!   begins with them.
//!
//! The laws: no refresh token is sent twice, unless a caller decides so; no new token is lost while its holder lives; nobody
//! sees a token that is not stored; if nobody crashes, somebody gets fresh tokens.

mod attempt;
mod look;
mod record;
mod send;
mod swap;

pub use attempt::{Call, Cause, Done, Fresh, Load, Next, Outcome, Rules, Unsettled, Wait};
pub use look::Usable;
pub use record::{Fence, KeptStep, Lease, Record, SendGuard};
pub use send::{Answer, SendOnce, Sent};
pub use swap::Swap;
