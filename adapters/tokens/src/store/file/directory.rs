//! The records in a directory: found without the lock, swapped under it.

use core::time::Duration;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use catapa_signin::UnixTime;

use super::error::FileStoreError;
use super::lock::Lock;
use super::private::{Kind, User, make_directory, not_usable, sync_directory};
use super::record::{self, Head};
use super::sweep::{ASIDE, Sweep};
use crate::store::{Found, StoreError, Swap, Version, end};

/// A directory of records, as the thread of the store has it.
pub(super) struct Directory {
    path: PathBuf,
    user: User,
    clock: Box<dyn Fn() -> UnixTime + Send>,
    sweep: Sweep,
}

/// What is under a key.
enum There {
    Nothing,
    Record(Version, Vec<u8>),
    /// Something else, which nobody may replace.
    Foreign,
}

impl Directory {
    /// Makes the directory, if there is none.
    pub(super) fn open(path: &Path, clock: impl Fn() -> UnixTime + Send + 'static) -> Result<Self, FileStoreError> {
        let user = User::of_this_process().map_err(|why| not_usable(path, why))?;
        // The process may go to another directory later, and a `/` at the end would follow a symbolic link.
        let path: PathBuf = std::path::absolute(path).map_err(|why| not_usable(path, why))?.components().collect();
        if user.look(&path, Kind::Directory)?.is_none() {
            make_directory(&path)?;
        }
        let directory = Self { path, user, clock: Box::new(clock), sweep: Sweep::default() };
        directory.check()?;
        Ok(directory)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn load(&self, key: &str) -> Result<Found, FileStoreError> {
        self.check()?;
        Ok(match self.find(&self.file(key)?)? {
            There::Nothing => None,
            There::Record(version, bytes) => Some((version, bytes)),
            There::Foreign => Some((Version::new(0), Vec::new())),
        })
    }

    pub(super) fn swap(
        &mut self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let path = self.file(key).map_err(StoreError::not_done)?;
        self.check().map_err(StoreError::not_done)?;
        let _lock = Lock::take(&self.path, self.user).map_err(StoreError::not_done)?;
        let now = (self.clock)();
        self.sweep.go_on(&self.path, self.user, now);
        match (self.find(&path).map_err(StoreError::not_done)?, expected) {
            (There::Nothing, None) if new.is_none() => return Ok(Swap::Swapped(None)),
            (There::Nothing, None) => {}
            (There::Record(version, _), Some(expected)) if version == expected => {}
            (There::Nothing | There::Record(..) | There::Foreign, _) => return Ok(Swap::Conflict),
        }
        match new {
            Some(bytes) => self.put(&path, bytes, end(now, lives_for)),
            None => self.remove(&path),
        }
    }

    /// It is still there, and private.
    fn check(&self) -> Result<(), FileStoreError> {
        match self.user.look(&self.path, Kind::Directory)? {
            Some(_) => Ok(()),
            // Its records are not absent: it is the directory that is.
            None => Err(not_usable(&self.path, io::ErrorKind::NotFound.into())),
        }
    }

    /// The file of this key, which names nothing outside of the directory.
    fn file(&self, key: &str) -> Result<PathBuf, FileStoreError> {
        let is_key = (1..=64).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if is_key { Ok(self.path.join(key)) } else { Err(FileStoreError::BadKey) }
    }

    fn find(&self, path: &Path) -> Result<There, FileStoreError> {
        if self.user.look(path, Kind::File)?.is_none() {
            return Ok(There::Nothing);
        }
        match File::open(path).and_then(|mut file| record::read(&mut file)) {
            Ok(Some((head, _))) if head.end <= (self.clock)() => Ok(There::Nothing),
            Ok(Some((head, bytes))) => Ok(There::Record(head.version, bytes)),
            Ok(None) => Ok(There::Foreign),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(There::Nothing),
            Err(why) => Err(not_usable(path, why)),
        }
    }

    /// Writes the record aside, and renames it when it is on the disk: so there is the old one or the new one, whole, at
    /// every moment. The rename itself is on the disk only after the directory is.
    fn put(&self, path: &Path, bytes: &[u8], end: UnixTime) -> Result<Swap, StoreError> {
        let version = Version::new(getrandom::u64().map_err(StoreError::not_done)?);
        let aside = self.path.join(format!("{ASIDE}{:016x}", version.number()));
        if let Err(why) = record::write(&aside, &Head { version, end }, bytes) {
            let _ = fs::remove_file(&aside);
            return Err(StoreError::not_done(not_usable(&aside, why)));
        }
        if let Err(why) = fs::rename(&aside, path) {
            let why = not_usable(path, why);
            // What still has its old name was not renamed. Over a network, an error proves nothing else.
            let is_not_done = fs::remove_file(&aside).is_ok();
            return Err(if is_not_done { StoreError::not_done(why) } else { StoreError::unsure(why) });
        }
        self.sync()?;
        Ok(Swap::Swapped(Some(version)))
    }

    fn remove(&self, path: &Path) -> Result<Swap, StoreError> {
        if let Err(why) = fs::remove_file(path) {
            let why = not_usable(path, why);
            let is_there = fs::symlink_metadata(path).is_ok();
            return Err(if is_there { StoreError::not_done(why) } else { StoreError::unsure(why) });
        }
        self.sync()?;
        Ok(Swap::Swapped(None))
    }

    fn sync(&self) -> Result<(), StoreError> {
        sync_directory(&self.path).map_err(|why| StoreError::unsure(not_usable(&self.path, why)))
    }
}
