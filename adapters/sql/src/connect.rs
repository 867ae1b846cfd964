//! The first connection, and why there is none.

use core::time::Duration;
use std::io;
use std::sync::Arc;

use catapa_signin_tokens::NotConnected;
use sqlx::{ConnectOptions, Connection, Error};
use tokio::time::{sleep, timeout};

use crate::dialect::Dialect;

/// How often a database is tried that is not there yet, and the first pause. Each pause is twice the one before.
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How long one try may take.
const TRY: Duration = Duration::from_secs(5);

#[cfg(any(feature = "postgres", feature = "mysql"))]
/// Reads a URL that begins with one of the database's own schemes.
pub(crate) fn options<DB: Dialect>(url: &str) -> Result<<DB::Connection as Connection>::Options, NotConnected> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    if !scheme.is_some_and(|scheme| DB::URL_SCHEMES.contains(&scheme)) {
        return Err(NotConnected::Address);
    }
    url.parse().map_err(|_| NotConnected::Address)
}

/// Connects once, to know that it can be done. A database that is starting up has a few seconds.
pub(crate) async fn try_to_connect<DB: Dialect>(
    options: &<DB::Connection as Connection>::Options,
    at: &str,
) -> Result<(), NotConnected> {
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match once::<DB>(options).await {
            Err(why) if may_be_ready_soon::<DB>(&why) => sleep(pause).await,
            answer => return answer.map_err(|why| not_connected::<DB>(why, at)),
        }
        pause *= 2;
    }
    once::<DB>(options).await.map_err(|why| not_connected::<DB>(why, at))
}

async fn once<DB: Dialect>(options: &<DB::Connection as Connection>::Options) -> Result<(), Error> {
    let connection = timeout(TRY, options.connect()).await.map_err(|_| Error::Io(io::ErrorKind::TimedOut.into()))??;
    // How it ends does not matter: it was there.
    drop(timeout(TRY, connection.close()).await);
    Ok(())
}

fn may_be_ready_soon<DB: Dialect>(why: &Error) -> bool {
    match why {
        Error::Io(_) => true,
        Error::Database(why) => DB::is_not_ready_yet(&**why),
        _ => false,
    }
}

fn not_connected<DB: Dialect>(why: Error, at: &str) -> NotConnected {
    let (store, at) = (DB::STORE, at.to_owned());
    match why {
        Error::Tls(why) if why.to_string().contains("without TLS support") => NotConnected::NoTls,
        why if may_be_ready_soon::<DB>(&why) => NotConnected::Unreachable { store, at, source: Arc::new(why) },
        why @ (Error::Database(_) | Error::Configuration(_)) => {
            NotConnected::Refused { store, at, source: Arc::new(why) }
        }
        why => NotConnected::Unreachable { store, at, source: Arc::new(why) },
    }
}
