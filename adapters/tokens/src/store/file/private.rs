//! Whether a directory and its files are this user's alone.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

use super::error::{FileStoreError, NotPrivate};

/// What must be at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Directory,
    File,
}

/// The user that this process works as, where the system has users.
#[derive(Clone, Copy)]
pub(super) struct User {
    #[cfg(unix)]
    id: u32,
}

impl User {
    /// A new pipe belongs to the user that made it, on every Unix. The standard library tells it in no other way.
    #[cfg(unix)]
    pub(super) fn of_this_process() -> io::Result<Self> {
        use std::os::fd::OwnedFd;
        use std::os::unix::fs::MetadataExt as _;

        let (reader, _) = io::pipe()?;
        Ok(Self { id: File::from(OwnedFd::from(reader)).metadata()?.uid() })
    }

    #[cfg(not(unix))]
    pub(super) fn of_this_process() -> io::Result<Self> {
        Ok(Self {})
    }

    /// What is at this path, if it is of this kind and this user's alone. It is looked at before it is opened, because
    /// opening a pipe waits for its other end.
    pub(super) fn look(self, path: &Path, kind: Kind) -> Result<Option<Metadata>, FileStoreError> {
        let found = match fs::symlink_metadata(path) {
            Ok(found) => found,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(not_usable(path, why)),
        };
        if found.is_symlink() {
            let mend = match kind {
                Kind::Directory => "use the directory that it leads to",
                Kind::File => "remove it",
            };
            return Err(FileStoreError::NotPrivate(NotPrivate::SymbolicLink { path: path.to_owned(), mend }));
        }
        match kind {
            Kind::Directory if !found.is_dir() => {
                return Err(not_usable(path, io::ErrorKind::NotADirectory.into()));
            }
            Kind::File if !found.is_file() => return Err(not_usable(path, io::Error::other("it is not a file"))),
            Kind::Directory | Kind::File => {}
        }
        self.owns(path, kind, &found).map_err(FileStoreError::NotPrivate)?;
        Ok(Some(found))
    }

    #[cfg(unix)]
    fn owns(self, path: &Path, kind: Kind, found: &Metadata) -> Result<(), NotPrivate> {
        use std::os::unix::fs::MetadataExt as _;

        if found.uid() != self.id {
            return Err(NotPrivate::AnotherOwner { path: path.to_owned() });
        }
        let others = match found.mode() & 0o077 {
            0 => return Ok(()),
            mode if mode & 0o044 != 0 => "readable",
            mode if mode & 0o022 != 0 => "writable",
            _ => "executable",
        };
        let chmod = if kind == Kind::Directory { 0o700 } else { 0o600 };
        Err(NotPrivate::OpenToOthers { path: path.to_owned(), others, chmod })
    }

    #[cfg(not(unix))]
    fn owns(self, _: &Path, _: Kind, _: &Metadata) -> Result<(), NotPrivate> {
        Ok(())
    }
}

/// Makes a directory, and those above it that are missing, each for this user alone and there for good.
pub(super) fn make_directory(path: &Path) -> Result<(), FileStoreError> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    match create_directory(path) {
        // Another process may have made it just now.
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(why) if why.kind() == io::ErrorKind::NotFound => match above {
            Some(above) => make_directory(above).and_then(|()| make_directory(path)),
            None => Err(not_usable(path, why)),
        },
        Err(why) => Err(not_usable(path, why)),
        Ok(()) => above.map_or(Ok(()), |above| sync_directory(above).map_err(|why| not_usable(above, why))),
    }
}

#[cfg(unix)]
fn create_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_directory(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Options that make a file for this user alone, from its first moment.
pub(super) fn for_writing() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes last what was renamed or removed in this directory. Elsewhere than on Unix, a directory cannot be opened for that.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

pub(super) fn not_usable(path: &Path, source: io::Error) -> FileStoreError {
    FileStoreError::NotUsable { path: path.to_owned(), source }
}
