//! A record as a value of Redis: its version in 8 bytes, and then its bytes.

use ::redis::Value;

use super::failed::Failed;
use crate::store::{Found, Swap, Version};

pub(super) fn value(version: Version, bytes: &[u8]) -> Vec<u8> {
    [&version.number().to_be_bytes(), bytes].concat()
}

/// What the answer to a GET means.
pub(super) fn found(answer: Value) -> Result<Found, Failed> {
    match answer {
        Value::Nil => Ok(None),
        Value::BulkString(value) => match value.split_first_chunk() {
            Some((version, bytes)) => Ok(Some((Version::new(u64::from_be_bytes(*version)), bytes.to_vec()))),
            None => Ok(Some(unreadable())),
        },
        answer if is_of_another_type(&answer).is_some() => Ok(Some(unreadable())),
        answer => Err(Failed::by_answer(answer)),
    }
}

/// Bytes that nobody can open. No swap has a use for their version: it would need a value of 8 bytes.
const fn unreadable() -> (Version, Vec<u8>) {
    (Version::new(0), Vec::new())
}

/// A value that is no text is there, so every swap conflicts.
pub(super) fn is_of_another_type(answer: &Value) -> Option<Swap> {
    matches!(answer, Value::ServerError(why) if why.code() == "WRONGTYPE").then_some(Swap::Conflict)
}
