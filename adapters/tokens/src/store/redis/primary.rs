//! Which part a server has: the primary, or a replica.

use core::time::Duration;

use ::redis::{Pipeline, Value};

use super::address::Address;
use super::command;
use super::connection::{Connection, after};
use super::failed::Failed;
use crate::store::NotConnected;

/// A connection to a server that says it is the primary, or does not say.
pub(super) async fn open_primary(address: &Address, limit: Duration) -> Result<Connection, NotConnected> {
    let connection = Connection::open(address).await?;
    let mut role = Pipeline::with_capacity(1);
    command::role(&mut role);
    let answers = connection.answers(&role, after(limit)).await;
    let at = connection.at();
    match answers.map_err(|why| why.at_start(at))?.pop() {
        Some(role) if is_a_replica(&role) => Err(Failed::Replica { at: at.to_owned() }.at_start(at)),
        Some(Value::ServerError(why)) if why.code() == "NOAUTH" => Err(Failed::Refused(why).at_start(at)),
        _ => Ok(connection),
    }
}

/// An answer that is an error says nothing about it: ROLE may not be allowed.
pub(super) fn is_a_replica(role: &Value) -> bool {
    let Value::Array(role) = role else { return false };
    !matches!(role.first(), Some(Value::BulkString(role)) if role == b"master")
}
