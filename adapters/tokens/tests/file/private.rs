//! What others could read or change is refused, and the sentence says how to mend it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use catapa_signin_tokens::{FileStore, FileStoreError, NotPrivate, TokenStore as _};

use crate::worker::Worker;
use crate::{AN_HOUR, found, private_directory, put, told};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Does what a sentence says behind its colon.
fn mend(sentence: &str) {
    let (_, command) = sentence.rsplit_once(": ").unwrap();
    assert!(command.starts_with("chmod "), "{sentence}");
    assert!(Command::new("sh").args(["-c", command]).status().unwrap().success(), "{sentence}");
}

#[test]
fn what_it_makes_is_its_users_alone_from_the_first_moment_whatever_the_umask() {
    let directory = private_directory();
    let above = directory.path().join("state");
    let path = above.join("sign-ins");
    let mut worker = Worker::start_after("umask 0", &path);
    assert_eq!(worker.hear().as_deref(), Some("open"));
    assert!(worker.ask("swap session - tokens").unwrap().starts_with("swapped"));
    assert_eq!(worker.end(), None);
    assert_eq!(
        [&above, &path, &path.join("session"), &path.join(".lock")].map(|path| mode(path)),
        [0o700, 0o700, 0o600, 0o600]
    );
}

#[tokio::test]
async fn a_directory_that_is_open_to_others_is_refused_until_it_is_mended() {
    let directory = private_directory();
    let path = directory.path().join("sign-ins");
    let store = FileStore::open(&path).unwrap();
    let mut version = put(&store, "session", None, b"tokens").await;
    for (mode, others) in [(0o750, "readable"), (0o755, "readable"), (0o730, "writable"), (0o711, "executable")] {
        set_mode(&path, mode);
        let sentence = format!("{path} is {others} by others: chmod 700 {path}", path = path.display());
        let Err(why) = FileStore::open(&path) else { panic!("{mode:o} is not private") };
        assert!(matches!(why, FileStoreError::NotPrivate(NotPrivate::OpenToOthers { chmod: 0o700, .. })));
        assert_eq!(why.to_string(), sentence);
        // One that was opened before refuses too.
        assert_eq!(told(store.load("session").await), format!("not done: {sentence}"));
        assert_eq!(told(store.load_many(&["session"]).await), format!("not done: {sentence}"));
        let swap = store.compare_and_swap("session", Some(version), None, AN_HOUR).await;
        assert_eq!(told(swap), format!("not done: {sentence}"));
        mend(&sentence);
        FileStore::open(&path).unwrap();
        version = put(&store, "session", Some(version), b"newer").await;
    }
}

#[tokio::test]
async fn a_file_that_is_open_to_others_is_refused_until_it_is_mended() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let mut version = put(&store, "session", None, b"tokens").await;
    for (mode, others) in [(0o640, "readable"), (0o604, "readable"), (0o602, "writable"), (0o610, "executable")] {
        for name in ["session", ".lock"] {
            let path = directory.path().join(name);
            set_mode(&path, mode);
            let sentence = format!("{path} is {others} by others: chmod 600 {path}", path = path.display());
            if name == "session" {
                assert_eq!(told(store.load("session").await), format!("not done: {sentence}"));
            }
            let swap = store.compare_and_swap("session", Some(version), Some(b"newer"), AN_HOUR).await;
            assert_eq!(told(swap), format!("not done: {sentence}"));
            mend(&sentence);
            version = put(&store, "session", Some(version), b"newer").await;
        }
    }
}

#[tokio::test]
async fn a_symbolic_link_is_refused_wherever_it_leads() {
    let directory = private_directory();
    let (path, link) = (directory.path().join("sign-ins"), directory.path().join("link"));
    let store = FileStore::open(&path).unwrap();
    let version = put(&store, "session", None, b"tokens").await;
    symlink(&path, &link).unwrap();
    let sentence = |path: &Path, mend| format!("{} is a symbolic link: {mend}", path.display());
    for link in [link.clone(), link.join("."), link.join("")] {
        let why = FileStore::open(&link).unwrap_err();
        assert_eq!(why.to_string(), sentence(&directory.path().join("link"), "use the directory that it leads to"));
    }
    // What is above the directory may be one.
    let below = FileStore::open(link.join("below")).unwrap();
    put(&below, "session", None, b"tokens").await;
    fs::remove_dir_all(path.join("below")).unwrap();

    for name in ["session", ".lock"] {
        let path = path.join(name);
        let moved = directory.path().join("moved");
        fs::rename(&path, &moved).unwrap();
        symlink(&moved, &path).unwrap();
        let swap = store.compare_and_swap("session", Some(version), None, AN_HOUR).await;
        assert_eq!(told(swap), format!("not done: {}", sentence(&path, "remove it")));
        fs::rename(&moved, &path).unwrap();
    }
    assert_eq!(found(&store, "session").await, Some((version, b"tokens".to_vec())));
}

#[tokio::test]
async fn what_belongs_to_another_user_is_refused() {
    let directory = private_directory();
    if fs::metadata(directory.path()).unwrap().uid() != 0 {
        // The root of the file system is another's for anybody but its superuser.
        let why = FileStore::open("/").unwrap_err();
        assert_eq!(why.to_string(), "/ belongs to another user: use a directory of your own");
        return;
    }
    let path = directory.path().join("sign-ins");
    let store = FileStore::open(&path).unwrap();
    let version = put(&store, "session", None, b"tokens").await;
    for (name, owned) in [("session", path.join("session")), (".lock", path.join(".lock")), ("", path.clone())] {
        let sentence = format!("{} belongs to another user: use a directory of your own", owned.display());
        std::os::unix::fs::chown(&owned, Some(65_534), None).unwrap();
        let swap = store.compare_and_swap("session", Some(version), None, AN_HOUR).await;
        assert_eq!(told(swap), format!("not done: {sentence}"), "{name}");
        if name.is_empty() {
            assert_eq!(FileStore::open(&path).unwrap_err().to_string(), sentence);
        }
        std::os::unix::fs::chown(&owned, Some(0), None).unwrap();
    }
    put(&store, "session", Some(version), b"newer").await;
}
