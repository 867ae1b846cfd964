//! The saved form of a record, before it is sealed.

use std::sync::Arc;

use catapa_signin::{Authorized, Expired, UnixTime};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::lease::{Fence, KeptStep, Lease, Record, SendGuard};
use crate::seal::NotOpened;

/// A login as the keeper has it.
pub(crate) type Login = Record<Arc<Authorized<String>>, Expired<String>>;

/// The first byte: this form, and no other.
const FORM: u8 = 1;

/// Room for what stands beside the tokens: client, tenant, times and lease.
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
    Expired(E, SavedHold),
}

#[derive(Serialize, Deserialize)]
struct SavedHold {
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

/// The record as bytes, which hold tokens in plain.
pub(crate) fn write(login: &Login) -> Zeroizing<Vec<u8>> {
    // Room for all of it, so that no token is left behind in memory that the buffer has outgrown.
    let mut room = BESIDE_TOKENS;
    let step = match &login.step {
        KeptStep::Authorized(tokens) => {
            room += tokens.expose_access_token().len() + tokens.expose_refresh_token().map_or(0, str::len);
            SavedStep::Authorized(&**tokens)
        }
        KeptStep::Expired(step, guard) => {
            room += step.expose_refresh_token().len();
            SavedStep::Expired(step, SavedHold::from(guard))
        }
    };
    let saved = Saved { form: FORM, generation: login.generation, step };
    // A vector takes whatever comes; an empty one would be read by nobody.
    Zeroizing::new(postcard::to_extend(&saved, Vec::with_capacity(room)).unwrap_or_default())
}

/// The record again.
pub(crate) fn read(bytes: &[u8]) -> Result<Login, NotOpened> {
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

impl From<&SendGuard> for SavedHold {
    fn from(guard: &SendGuard) -> Self {
        let lease = guard.lease.map(|Lease { fence, taken_at, until }| SavedLease {
            fence: fence.0,
            taken_at: taken_at.as_secs(),
            until: until.as_secs(),
        });
        Self { lease, not_before: guard.not_before.map(UnixTime::as_secs), maybe_spent: guard.maybe_spent }
    }
}

impl From<SavedHold> for SendGuard {
    fn from(saved: SavedHold) -> Self {
        let lease = saved.lease.map(|SavedLease { fence, taken_at, until }| Lease {
            fence: Fence(fence),
            taken_at: UnixTime::from_secs(taken_at),
            until: UnixTime::from_secs(until),
        });
        Self { lease, not_before: saved.not_before.map(UnixTime::from_secs), maybe_spent: saved.maybe_spent }
    }
}
