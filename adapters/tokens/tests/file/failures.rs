//! A disk that is full, a directory that is read-only or gone.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;

use catapa_signin_tokens::{FileStore, TokenStore as _};

use crate::worker::Worker;
use crate::{AN_HOUR, found, names, private_directory, put, told};

#[tokio::test]
async fn a_record_that_does_not_fit_on_the_disk_is_not_stored_and_the_old_one_stays() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let first = put(&store, "session", None, b"first").await;
    // A file may have 4 KiB. The signal about it would end the process.
    let mut worker = Worker::start_after("trap '' XFSZ; ulimit -f 8", directory.path());
    assert_eq!(worker.hear().as_deref(), Some("open"));
    let answer = worker.ask(&format!("swap session {} {}", first.number(), "x".repeat(8_192))).unwrap();
    assert!(answer.starts_with("not done: ") && answer.contains("/.new-"), "{answer}");
    assert_eq!(found(&store, "session").await, Some((first, b"first".to_vec())));
    assert_eq!(names(directory.path()), ["session"], "what was written of it is gone");
    let answer = worker.ask(&format!("swap session {} {}", first.number(), "x".repeat(2_048))).unwrap();
    assert!(answer.starts_with("swapped "), "what fits is stored: {answer}");
}

#[tokio::test]
async fn a_directory_that_is_gone_is_an_error_and_its_records_are_not_absent() {
    let directory = private_directory();
    let (path, away) = (directory.path().join("sign-ins"), directory.path().join("away"));
    let store = FileStore::open(&path).unwrap();
    let version = put(&store, "session", None, b"tokens").await;
    fs::rename(&path, &away).unwrap();
    let gone = format!("not done: {} cannot be used", path.display());
    assert_eq!(told(store.load("session").await), gone);
    assert_eq!(told(store.compare_and_swap("session", Some(version), None, AN_HOUR).await), gone);
    assert_eq!(told(store.compare_and_swap("other", None, Some(b"x"), AN_HOUR).await), gone);
    fs::rename(&away, &path).unwrap();
    put(&store, "session", Some(version), b"newer").await;
}

#[tokio::test]
async fn a_directory_that_became_read_only_is_an_error_and_works_again_afterwards() {
    let directory = private_directory();
    let path = directory.path().join("sign-ins");
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    let mut command;
    if fs::metadata(&path).unwrap().uid() == 0 {
        // The superuser may write anywhere, so the worker is somebody else, who must be able to come this far.
        fs::set_permissions(directory.path(), Permissions::from_mode(0o711)).unwrap();
        let program = directory.path().join("worker");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        chown(&path, Some(65_534), Some(65_534)).unwrap();
        command = Worker::command(program);
        command.current_dir("/").uid(65_534).gid(65_534);
    } else {
        command = Worker::command(std::env::current_exe().unwrap());
    }
    let mut worker = Worker::start_by(command, &path);
    assert_eq!(worker.hear().as_deref(), Some("open"));
    let answer = worker.ask("swap session - tokens").unwrap();
    let version = answer.strip_prefix("swapped ").unwrap();

    fs::set_permissions(&path, Permissions::from_mode(0o500)).unwrap();
    let answer = worker.ask(&format!("swap session {version} newer")).unwrap();
    assert!(answer.starts_with("not done: ") && answer.contains("/.new-"), "{answer}");
    let answer = worker.ask(&format!("remove session {version}")).unwrap();
    assert_eq!(answer, format!("not done: {} cannot be used", path.join("session").display()));
    fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(worker.ask(&format!("remove session {version}")).unwrap(), "removed");
}
