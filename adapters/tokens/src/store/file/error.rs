//! Why a directory cannot keep records.

use std::io;
use std::path::PathBuf;

use catapa_signin::explain;

/// A directory, or a file in it, cannot be used by a [`FileStore`](crate::FileStore). It is the source of its
/// [`StoreError`](crate::StoreError)s too.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileStoreError {
    /// Others could read or change what is kept. The sentence says how to mend it.
    #[error(transparent)]
    NotPrivate(NotPrivate),
    /// The system refused: no such directory, a full disk, a file system that is read-only, or one without locks. The source
    /// says which.
    NotUsable {
        /// The directory, or the file in it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A thread for the work with files could not be started. The system said why.
    NoThread(#[source] io::Error),
    /// A key is the name of a file. It has 1 to 64 letters, digits, `-` and `_`.
    BadKey,
}

explain!(FileStoreError {
    Self::NotPrivate(why) => why,
    Self::NotUsable { path, .. } => ("store.file", Caller, "{} cannot be used", path.display()),
    Self::NoThread(_) => ("store.no_thread", Caller, "no thread can be started for the store of sign-ins"),
    Self::BadKey => ("store.bad_key", Caller, "a key of the store is not 1 to 64 letters, digits, `-` and `_`"),
});

/// Others could read or change what is kept. Nothing was opened. Each sentence ends with how to mend it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotPrivate {
    /// The permissions let others in.
    OpenToOthers {
        /// The directory, or the file in it.
        path: PathBuf,
        /// What others may do with it: it is `readable`, `writable` or `executable`.
        others: &'static str,
        /// The permissions that it must have, as `chmod` takes them in octal: 700 or 600.
        chmod: u32,
    },
    /// It belongs to another user, who can change its permissions at any time.
    AnotherOwner {
        /// The directory, or the file in it.
        path: PathBuf,
    },
    /// It is a symbolic link, which may lead anywhere.
    SymbolicLink {
        /// The directory, or the file in it.
        path: PathBuf,
        /// What to do about it.
        mend: &'static str,
    },
}

explain!(NotPrivate {
    Self::OpenToOthers { path, others, chmod } => (
        "store.open_to_others",
        Caller,
        "{path} is {others} by others: chmod {chmod:o} {path}",
        path = path.display()
    ),
    Self::AnotherOwner { path } => (
        "store.another_owner",
        Caller,
        "{} belongs to another user: use a directory of your own",
        path.display()
    ),
    Self::SymbolicLink { path, mend } => (
        "store.symbolic_link",
        Caller,
        "{} is a symbolic link: {mend}",
        path.display()
    ),
});
