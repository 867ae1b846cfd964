//! Why a command has no answer, and what that leaves.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use ::redis::{RedisError, ServerError, Value};

use crate::store::{NotConnected, StoreError};

/// What a server says when it did nothing with a command. A proxy in front of it may have words of its own for an answer
/// that it lost, so what is not on this list leaves a doubt.
const DID_NOTHING: &[&str] = &[
    "ASK",
    "BUSY",
    "CLUSTERDOWN",
    "CROSSSLOT",
    "LOADING",
    "MASTERDOWN",
    "MISCONF",
    "MOVED",
    "NOAUTH",
    "NOPERM",
    "NOREPLICAS",
    "OOM",
    "READONLY",
    "TRYAGAIN",
    "WRONGTYPE",
];

/// What a server says that is not the primary, or not yet. The next command needs another connection.
const NOT_THE_PRIMARY: &[&str] = &["LOADING", "MASTERDOWN", "NOAUTH", "READONLY"];

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(super) enum Failed {
    /// Nothing was sent.
    NotConnected(Arc<NotConnected>),
    /// A load went to a server that is not the primary.
    Replica { at: String },
    /// The server refused.
    Refused(ServerError),
    /// The connection broke, or it was no Redis.
    Lost(RedisError),
    /// The answer is late. It may still be carried out.
    Late { at: String },
    /// An answer that is none to this command.
    Odd,
}

impl Failed {
    /// An answer that is an error, or none to the command.
    pub(super) fn by_answer(answer: Value) -> Self {
        match answer {
            Value::ServerError(why) => Self::Refused(why),
            _ => Self::Odd,
        }
    }

    /// Of a command that changes nothing: if it failed, nothing was done.
    pub(super) fn of_a_load(self) -> StoreError {
        match self.of_a_swap() {
            StoreError::Unsure(why) => StoreError::NotDone(why),
            done => done,
        }
    }

    /// Of a swap: did it happen? If that is not sure, it may have.
    pub(super) fn of_a_swap(self) -> StoreError {
        match self {
            Self::NotConnected(why) => StoreError::NotDone(why),
            Self::Replica { at } => StoreError::not_done(format!("Redis at {at} is a replica")),
            Self::Refused(why) if did_nothing(&why) => StoreError::not_done(why),
            Self::Refused(why) => StoreError::unsure(why),
            Self::Lost(why) => StoreError::unsure(why),
            Self::Late { at } => StoreError::unsure(format!("Redis at {at} did not answer in time")),
            Self::Odd => StoreError::unsure("the answer is none of Redis"),
        }
    }

    /// Of the first command: why the store is not connected.
    pub(super) fn at_start(self, at: &str) -> NotConnected {
        match self {
            Self::NotConnected(why) => Arc::unwrap_or_clone(why),
            Self::Refused(why) => refused(at, why.into()),
            Self::Lost(why) => unreachable(at, why),
            why @ (Self::Replica { .. } | Self::Late { .. } | Self::Odd) => match why.of_a_swap() {
                StoreError::NotDone(source) | StoreError::Unsure(source) => {
                    NotConnected::Unreachable { store: "Redis", at: at.to_owned(), source }
                }
            },
        }
    }
}

/// Did the server do nothing with the command? An error of the script comes before its only write.
fn did_nothing(why: &ServerError) -> bool {
    DID_NOTHING.contains(&why.code()) || why.details().is_some_and(|detail| detail.contains("@user_script"))
}

/// Does this answer come from a server that is not the primary?
pub(super) fn is_not_the_primary(answer: &Value) -> bool {
    matches!(answer, Value::ServerError(why) if NOT_THE_PRIMARY.contains(&why.code()))
}

/// What a server said while this application logged in. It may be full or not ready: that passes.
pub(super) fn refused(at: &str, why: RedisError) -> NotConnected {
    let passes = match why.code() {
        Some("ERR") => why.detail().is_some_and(|detail| detail.starts_with("max number of clients")),
        Some(code) => DID_NOTHING.contains(&code) && !matches!(code, "NOAUTH" | "NOPERM"),
        None => why.kind() != ::redis::ErrorKind::AuthenticationFailed,
    };
    if passes {
        return unreachable(at, why);
    }
    NotConnected::Refused { store: "Redis", at: at.to_owned(), source: Arc::new(why) }
}

pub(super) fn unreachable(at: &str, why: impl core::error::Error + Send + Sync + 'static) -> NotConnected {
    NotConnected::Unreachable { store: "Redis", at: at.to_owned(), source: Arc::new(why) }
}
