//! Several processes over one file. A second one is this test program, with what it has to do in its environment.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use catapa_signin_tokens::{StoreError, Swap, TokenStore as _};

use crate::{a_file, open, put, swap};

/// The file of a second process.
const FILE: &str = "CATAPA_TEST_FILE_OF_A_SECOND_PROCESS";

/// How often each process adds to the number.
const TIMES: u32 = 200;

/// A second process, which runs this test in the directory of the file.
fn second_process(test: &str, directory: &Path, file: &Path) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--include-ignored"]).env(FILE, file);
    command.current_dir(directory);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

/// The file, if this is a second process.
fn of_a_second_process() -> Option<PathBuf> {
    env::var_os(FILE).map(PathBuf::from)
}

/// Adds one to the number in a record, again and again, and tries again after a conflict.
async fn count(file: &PathBuf) {
    let store = open(file).await;
    let mut done = 0;
    while done < TIMES {
        let found = store.load("number").await.unwrap();
        let (version, number) = match &found {
            Some((version, bytes)) => (Some(*version), u32::from_be_bytes(bytes[..].try_into().unwrap())),
            None => (None, 0),
        };
        match swap(&store, "number", version, &(number + 1).to_be_bytes()).await {
            Ok(Swap::Swapped(_)) => done += 1,
            // Another process was faster, or wrote for too long: nothing happened.
            Ok(Swap::Conflict) | Err(StoreError::NotDone(_)) => {}
            Err(why) => panic!("{why:?}"),
        }
    }
}

#[tokio::test]
async fn processes_that_begin_at_once_lose_no_swap_of_each_other() {
    if let Some(file) = of_a_second_process() {
        return count(&file).await;
    }
    let (directory, file) = a_file();
    let test = "processes::processes_that_begin_at_once_lose_no_swap_of_each_other";
    let children = [(); 3].map(|()| second_process(test, directory.path(), &file));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let (_, bytes) = open(&file).await.load("number").await.unwrap().unwrap();
    assert_eq!(bytes, (3 * TIMES).to_be_bytes());
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_process_was_killed() {
    if let Some(file) = of_a_second_process() {
        let store = open(&file).await;
        let mut version = None;
        for number in 0u32.. {
            version = Some(put(&store, "number", version, &number.to_be_bytes()).await);
            println!("answered {number}");
        }
    }
    let (directory, file) = a_file();
    let test = "processes::what_was_answered_is_there_after_the_process_was_killed";
    let mut child = second_process(test, directory.path(), &file);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let answered = |line: String| line.split_once("answered ").and_then(|(_, number)| number.parse::<u32>().ok());
    let seen = lines.by_ref().filter_map(answered).nth(50).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // What it said before it ended.
    let last = lines.filter_map(answered).last().unwrap_or(seen);

    let store = open(&file).await;
    let (version, bytes) = store.load("number").await.unwrap().unwrap();
    let kept = u32::from_be_bytes(bytes[..].try_into().unwrap());
    assert!(kept == last || kept == last + 1, "{kept} is there, {last} was answered");
    put(&store, "number", Some(version), b"goes on").await;
}

#[tokio::test]
async fn a_path_is_a_path_whatever_sqlite_makes_of_its_name() {
    if let Some(file) = of_a_second_process() {
        put(&open(&file).await, "session", None, b"tokens").await;
        return;
    }
    let (directory, _) = a_file();
    for name in [":memory:", "file:tokens"] {
        let test = "processes::a_path_is_a_path_whatever_sqlite_makes_of_its_name";
        let mut child = second_process(test, directory.path(), Path::new(name));
        assert!(child.wait().unwrap().success());
        let found = open(&directory.path().join(name)).await.load("session").await.unwrap();
        assert_eq!(found.map(|(_, bytes)| bytes), Some(b"tokens".to_vec()), "{name}");
    }
}
