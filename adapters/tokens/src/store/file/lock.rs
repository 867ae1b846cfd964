//! The lock of a directory: one writer at a time, of all processes.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::error::FileStoreError;
use super::private::{Kind, User, for_writing, not_usable};

/// The file that is locked. No key begins with a dot.
const NAME: &str = ".lock";

/// Holds the lock. The system releases it too, when the process ends in whatever way.
pub(super) struct Lock(File);

impl Lock {
    /// Waits until no other process, and no other handle of this one, has it.
    pub(super) fn take(directory: &Path, user: User) -> Result<Self, FileStoreError> {
        let path = directory.join(NAME);
        loop {
            user.look(&path, Kind::File)?;
            // For writing: over NFS, Linux locks a file for one writer only then.
            let file = for_writing().create(true).truncate(false).open(&path);
            let file = file.map_err(|why| not_usable(&path, why))?;
            // Released at once if this returns early.
            let lock = Self(file);
            lock.wait().map_err(|why| not_usable(&path, why))?;
            // Whoever removed the file in the meantime let another process lock a new one.
            if lock.is_at(&path) {
                return Ok(lock);
            }
        }
    }

    fn wait(&self) -> io::Result<()> {
        loop {
            match self.0.lock() {
                // A signal came, which the application handles.
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                locked => return locked,
            }
        }
    }

    #[cfg(unix)]
    fn is_at(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;

        let same = |(one, other): (fs::Metadata, fs::Metadata)| (one.dev(), one.ino()) == (other.dev(), other.ino());
        self.0.metadata().ok().zip(fs::symlink_metadata(path).ok()).is_some_and(same)
    }

    #[cfg(not(unix))]
    fn is_at(&self, path: &Path) -> bool {
        fs::exists(path).unwrap_or(true)
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a child that another thread is about to start has it open too, for a moment.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
