//! A store in files: for a tool of one person on one machine.

mod directory;
mod error;
mod lock;
mod private;
mod record;
mod sweep;
mod thread;

use core::fmt;
use core::time::Duration;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use catapa_signin::UnixTime;

use super::{Found, StoreError, Swap, TokenStore, Version};
use directory::Directory;
pub use error::{FileStoreError, NotPrivate};
use thread::Thread;

/// Keeps records in a directory, one file for each. Several processes of one machine can share it. A clone is the same store.
///
/// Take it for a command-line tool, a desktop application, or a small service on one machine. Take Redis or a database for
/// more than one machine, or for more than a few thousand sign-ins: here, swaps go one after the other, and each waits for the
/// disk.
///
/// ```
/// use catapa_signin_tokens::{FileStore, KeeperOptions, SealingKeys, TokenKeeper};
///
/// # use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
/// # use catapa_signin_async::{HyperSender, SenderOptions};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn core::error::Error + Send + Sync>> {
/// # let client = Client::new(ClientConfig {
/// #     client_id: "id", client_secret: "secret", redirect_uri: "http://127.0.0.1:3000/callback",
/// #     endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
/// #     tenants: Tenants::Any, options: Options::default(),
/// # })?;
/// # let sender = HyperSender::tokio(SenderOptions::default())?;
/// # let from_the_keyring = [7; 32];
/// # let temporary = tempfile::tempdir()?;
/// # let state_directory = temporary.path();
/// let store = FileStore::open(state_directory.join("my-tool/sign-ins"))?;
/// let keys = SealingKeys::new(from_the_keyring);
/// let keeper = TokenKeeper::new(client, store, keys, sender, KeeperOptions::default());
/// # assert!(keeper.claim_once(b"an id", core::time::Duration::from_secs(300)).await?);
/// # Ok(())
/// # }
/// ```
///
/// # What it needs
///
/// - **A directory of its own**, which it makes if there is none. The directory has the permissions 700 and its files 600. If
///   others can read or write the directory or a file in it, if one of them belongs to another user, or if one is a symbolic
///   link, nothing is opened: [`NotPrivate`] says how to mend it. So it is looked at with each call.
/// - **A local file system**, whose locks and renames are the operating system's. Over NFS, Linux locks files for all
///   machines (not if mounted with `nolock` or `local_lock`), but a machine may find an old file for some seconds after
///   another has renamed a new one. Over SMB, and in folders that a program synchronizes, it is not known what holds. Do not
///   share a directory between machines.
/// - **Rust's own locks of files**, which Linux, macOS, the BSDs, illumos and Windows have. Where they are missing, a swap is
///   [`NotDone`](StoreError::NotDone).
/// - **A thread**, which works on the files one call after the other. So no call blocks its executor, any runtime will do, and
///   so will none: `block_on` of any crate waits for a call.
/// - **The machine's clock**, which ends records. If it is wrong and far ahead, they are gone.
///
/// On Windows there are no such permissions. Whoever may read the directory may read its files, which are sealed; a place in
/// the user's profile is the user's own. The rename is atomic, but Windows does not say when it is on the disk. In wasm there
/// are no files or no threads, and [`open`](Self::open) is an error.
///
/// # What holds
///
/// - **Killed at any point, it holds the old record or the new one.** A record is written aside, forced to the disk, and
///   renamed; then the directory is forced to the disk. What a killed process leaves half-written is never read, and a later
///   swap removes it.
/// - **One process swaps at a time**, under a lock on the file `.lock`. The others wait. The system releases the lock of a
///   process that ends, in whatever way. A process that was stopped by a signal keeps the others waiting.
/// - **A call whose future is dropped is carried out whole.** So is what has begun when the last handle is dropped, while the
///   process runs.
/// - **What has expired goes by itself**: each swap looks at a few files.
/// - **A file that is not a record is found as empty bytes**, under the version 0, and is never replaced or removed.
///
/// # Errors
///
/// Every [`StoreError`] has a [`FileStoreError`] as its source, with few exceptions. A full disk, a directory that is gone or
/// read-only, and a file that is not private are [`NotDone`](StoreError::NotDone): the old record is still there, and the store
/// works again once that is mended. [`Unsure`](StoreError::Unsure) is an error of the disk after the rename.
///
/// # What is lost when it is lost
///
/// Without the directory, or with an older copy of it, people sign in again. An older copy may also hold a refresh token that
/// was spent since: it is refused. Records are sealed, so whoever copies the files needs the
/// [`SealingKeys`](crate::SealingKeys) too. Keep those elsewhere, such as in the keyring of the system.
///
/// On a file system that ignores case, keys must differ in more than case. Those of a [`TokenKeeper`](crate::TokenKeeper)
/// are hashes, and do.
#[derive(Clone)]
pub struct FileStore {
    path: Arc<Path>,
    thread: Thread<Directory>,
}

impl FileStore {
    /// The store in this directory, which is made if there is none, with those above it. It uses the system's clock.
    ///
    /// This blocks for as long as the system takes to look at a directory.
    ///
    /// # Errors
    ///
    /// [`FileStoreError`]: the directory is not private, it cannot be made, or a thread cannot be started.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, FileStoreError> {
        Self::open_with_clock(directory, || SystemTime::now().into())
    }

    /// The same, with records that expire by this clock.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_with_clock(
        directory: impl AsRef<Path>,
        clock: impl Fn() -> UnixTime + Send + 'static,
    ) -> Result<Self, FileStoreError> {
        let directory = Directory::open(directory.as_ref(), clock)?;
        let path = Arc::from(directory.path());
        let thread = Thread::start("catapa-signin-files", directory).map_err(FileStoreError::NoThread)?;
        Ok(Self { path, thread })
    }
}

impl TokenStore for FileStore {
    async fn load(&self, key: &str) -> Result<Found, StoreError> {
        let key = key.to_owned();
        self.thread.work(move |directory| directory.load(&key).map_err(StoreError::not_done)).await
    }

    async fn load_many(&self, keys: &[&str]) -> Result<Vec<Found>, StoreError> {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let load_all = move |directory: &mut Directory| {
            keys.iter().map(|key| directory.load(key).map_err(StoreError::not_done)).collect()
        };
        self.thread.work(load_all).await
    }

    async fn compare_and_swap(
        &self,
        key: &str,
        expected: Option<Version>,
        new: Option<&[u8]>,
        lives_for: Duration,
    ) -> Result<Swap, StoreError> {
        let (key, new) = (key.to_owned(), new.map(<[u8]>::to_vec));
        self.thread.work(move |directory| directory.swap(&key, expected, new.as_deref(), lives_for)).await
    }
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore").field("directory", &self.path).finish_non_exhaustive()
    }
}
