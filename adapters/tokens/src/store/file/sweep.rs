//! Removes what has expired and what a killed writer left, a little with each swap.

use std::fs::{self, File, ReadDir};
use std::path::Path;

use catapa_signin::UnixTime;

use super::private::{Kind, User};
use super::record;

/// How a file begins that is being written. No key begins with a dot.
pub(super) const ASIDE: &str = ".new-";

/// How many files are looked at with each swap. A swap adds one at most, so this keeps up with any number.
const AT_ONCE: usize = 8;

/// How far through the directory it has come.
#[derive(Default)]
pub(super) struct Sweep(Option<ReadDir>);

impl Sweep {
    /// Goes on where it stopped, and begins anew behind the last file. Only the holder of the lock may call this: for
    /// anyone else, a file that is being written is no leftover. What cannot be removed stays.
    pub(super) fn go_on(&mut self, directory: &Path, user: User, now: UnixTime) {
        let Some(mut files) = self.0.take().or_else(|| fs::read_dir(directory).ok()) else { return };
        for _ in 0..AT_ONCE {
            let Some(file) = files.next() else { return };
            let Ok(file) = file else { continue };
            let (path, name) = (file.path(), file.file_name());
            let Some(name) = name.to_str() else { continue };
            // Of a lock, some systems let go when its file is closed anywhere in the process: so that one is never opened.
            let is_record = !name.starts_with('.');
            if name.starts_with(ASIDE) || is_record && has_expired(&path, user, now) {
                // It need not last: after a power cut, it is found and removed again.
                let _ = fs::remove_file(&path);
            }
        }
        self.0 = Some(files);
    }
}

/// Is this a record, and over? What cannot be read as a record is not.
fn has_expired(path: &Path, user: User, now: UnixTime) -> bool {
    let Ok(Some(_)) = user.look(path, Kind::File) else { return false };
    let head = File::open(path).and_then(|mut file| record::read_head(&mut file));
    head.is_ok_and(|head| head.is_some_and(|head| head.end <= now))
}
