//! Servers that refuse to run as root run as a user that their package has made.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A directory that this user owns, if this process is root, or else the user of this process.
pub(super) fn directory(user: &str) -> TempDir {
    let directory = tempfile::tempdir().expect("there is a temporary directory");
    if let Some((uid, gid)) = ids(user) {
        std::os::unix::fs::chown(directory.path(), Some(uid), Some(gid)).expect("this process is root");
    }
    directory
}

/// The command as this user, if this process is root.
pub(super) fn run_as<'a>(user: &str, command: &'a mut Command) -> &'a mut Command {
    // The directory of this process may be closed to that user.
    command.current_dir(Path::new("/"));
    match ids(user) {
        Some((uid, gid)) => command.uid(uid).gid(gid),
        None => command,
    }
}

/// The numbers of this user and of its group, if this process is root.
fn ids(user: &str) -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let answer = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(answer.stdout).ok()?.trim().parse().ok()
    };
    (id(&["-u"])? == 0).then(|| Some((id(&["-u", user])?, id(&["-g", user])?))).flatten()
}
