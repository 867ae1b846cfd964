//! A file that is for its owner alone.

use core::error::Error;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use catapa_signin_tokens::NotConnected;

use crate::dialect::Dialect as _;

/// The whole path of this file, which is there afterwards, and which nobody else may read.
pub(super) fn private(path: &Path) -> Result<PathBuf, NotConnected> {
    // SQLite would take `:memory:` and `file:` for something else than a file of this name.
    let path = std::path::absolute(path).map_err(|_| NotConnected::Address)?;
    let (store, at) = (sqlx::Sqlite::STORE, path.display().to_string());
    if let Err(why) = make(&path) {
        let refused = why.kind() == io::ErrorKind::PermissionDenied;
        let source = Arc::new(why);
        return Err(match refused {
            true => NotConnected::Refused { store, at, source },
            false => NotConnected::Unreachable { store, at, source },
        });
    }
    match others_may_use(&path) {
        Some(file) => {
            let mend = format!("others may read it: `chmod 600 {}` mends this", file.display());
            Err(NotConnected::Refused { store, at, source: Arc::from(Box::<dyn Error + Send + Sync>::from(mend)) })
        }
        None => Ok(path),
    }
}

/// Makes an empty file, if there is none. SQLite gives the files beside it the same mode.
fn make(path: &Path) -> io::Result<()> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    match new.open(path) {
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Which of the files may be read or written by others?
#[cfg(unix)]
fn others_may_use(path: &Path) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;

    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [path.to_owned(), beside("-wal"), beside("-shm")]
        .into_iter()
        .find(|file| file.metadata().is_ok_and(|known| known.permissions().mode() & 0o077 != 0))
}

#[cfg(not(unix))]
fn others_may_use(_: &Path) -> Option<PathBuf> {
    None
}
