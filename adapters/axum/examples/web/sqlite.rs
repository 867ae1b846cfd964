//! Tokens in a file of this machine: nothing has to be installed, and a restart loses none.

use std::env;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use catapa_signin_sql::SqliteStore;

use crate::SignInError;

/// Opens the file, and makes it and its directory if they are not there.
pub(crate) async fn tokens(file: &Path) -> Result<SqliteStore, SignInError> {
    if let Some(directory) = file.parent() {
        let mut new = DirBuilder::new();
        new.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut new, 0o700);
        new.create(directory).map_err(|why| format!("{}: {why}", directory.display()))?;
    }
    let store = SqliteStore::connect(file).await?;
    store.migrate().await?;
    Ok(store)
}

/// Where the system wants the state of a program: the directory of its service, or else that of its user.
pub(crate) fn file() -> Result<PathBuf, SignInError> {
    let directory = |name| env::var_os(name).map(PathBuf::from).filter(|directory| directory.is_absolute());
    let of_service = directory("STATE_DIRECTORY");
    let of_user = || {
        let state = directory("XDG_STATE_HOME").or_else(|| Some(directory("HOME")?.join(".local").join("state")));
        state.map(|state| state.join("catapa-signin-web"))
    };
    let directory = of_service.or_else(of_user).ok_or("STATE_DIRECTORY, XDG_STATE_HOME and HOME are not set")?;
    Ok(directory.join("tokens.db"))
}
