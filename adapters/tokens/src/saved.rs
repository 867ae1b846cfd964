//! The saved form of a record, before it is sealed.

use std::sync::Arc;

use catapa_signin::{Authorized, Expired, UnixTime};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::lease::{Fence, KeptStep, Lease, Record, SendGuard};
use crate::seal::NotOpened;

/// A session as the keeper has it.
pub(crate) type Session = Record<Arc<Authorized<String>>, Expired<String>>;

/// The first byte says which form this is.
const FORM: u8 = 1;

/// Room for everything but the tokens: client, tenant, times and lease.
const BESIDE_TOKENS: usize = 1024;

#[derive(Serialize, Deserialize)]
struct Saved<A, E> {
    form: u8,
    generation: u64,
    step: SavedStep<A, E>,
}

#[derive(Serialize, Deserialize)]
enum SavedStep<A, E> {
    Authorized(A),
    Expired(E, SavedGuard),
}

#[derive(Serialize, Deserialize)]
struct SavedGuard {
    lease: Option<SavedLease>,
    not_before: Option<u64>,
    maybe_spent: bool,
}

#[derive(Serialize, Deserialize)]
struct SavedLease {
    fence: [u8; 16],
    taken_at: u64,
    until: u64,
}

/// A session as bytes, with its tokens in plain.
pub(crate) fn write(session: &Session) -> Zeroizing<Vec<u8>> {
    // Room for all of it, so that growing leaves no copy of a token in memory.
    let mut room = BESIDE_TOKENS;
    let step = match &session.step {
        KeptStep::Authorized(tokens) => {
            room += tokens.expose_access_token().len() + tokens.expose_refresh_token().map_or(0, str::len);
            SavedStep::Authorized(&**tokens)
        }
        KeptStep::Expired(step, guard) => {
            room += step.expose_refresh_token().len();
            SavedStep::Expired(step, SavedGuard::from(guard))
        }
    };
    let saved = Saved { form: FORM, generation: session.generation, step };
    // A vector takes any length, so this does not fail; and nobody reads an empty one as a session.
    Zeroizing::new(postcard::to_extend(&saved, Vec::with_capacity(room)).unwrap_or_default())
}

/// Reads what [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Result<Session, NotOpened> {
    let saved: Saved<Authorized<String>, Expired<String>> = postcard::from_bytes(bytes).map_err(|_| NotOpened)?;
    if saved.form != FORM {
        return Err(NotOpened);
    }
    let step = match saved.step {
        SavedStep::Authorized(tokens) => KeptStep::Authorized(Arc::new(tokens)),
        SavedStep::Expired(step, guard) => KeptStep::Expired(step, guard.into()),
    };
    Ok(Record { generation: saved.generation, step })
}

impl From<&SendGuard> for SavedGuard {
    fn from(guard: &SendGuard) -> Self {
        let lease = guard.lease.map(|Lease { fence, taken_at, until }| SavedLease {
            fence: fence.0,
            taken_at: taken_at.as_secs(),
            until: until.as_secs(),
        });
        Self { lease, not_before: guard.not_before.map(UnixTime::as_secs), maybe_spent: guard.maybe_spent }
    }
}

impl From<SavedGuard> for SendGuard {
    fn from(saved: SavedGuard) -> Self {
        let lease = saved.lease.map(|SavedLease { fence, taken_at, until }| Lease {
            fence: Fence(fence),
            taken_at: UnixTime::from_secs(taken_at),
            until: UnixTime::from_secs(until),
        });
        Self { lease, not_before: saved.not_before.map(UnixTime::from_secs), maybe_spent: saved.maybe_spent }
    }
}
