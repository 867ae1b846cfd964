//! A process that is killed, or that the disk fails, at each of its system calls; and the order of these calls.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _, stderr};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use catapa_signin_tokens::{FileStore, Found, Version};
use tempfile::TempDir;

use crate::worker::Worker;
use crate::{found, names, private_directory, put};

/// The calls that can fail because of a disk. Another that fails would stop the thread, and not its work.
const OF_FILES: &str = "openat,read,write,fsync,rename,renameat,renameat2,unlink,unlinkat,flock,statx,fstat,\
                        newfstatat,lstat,getdents64,lseek";

/// Watches the thread that works on a worker's files.
struct Strace {
    process: Child,
    log: TempDir,
}

impl Strace {
    fn attach(worker: &Worker, arguments: &[&str]) -> Self {
        let log = private_directory();
        let mut command = Command::new("strace");
        command.args(["-y", "-p", &worker.thread(), "-o"]).arg(log.path().join("log")).args(arguments);
        let mut process = command.stderr(Stdio::piped()).spawn().expect("strace is installed");
        // It says so once it watches.
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let attached = lines.find(|line| line.contains("attached") || line.contains("attach:"));
        assert!(attached.is_some_and(|line| !line.contains("attach:")), "strace may not watch another process");
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, log }
    }

    /// The calls that it saw, once the worker has ended.
    fn calls(mut self) -> Vec<String> {
        self.process.wait().unwrap();
        fs::read_to_string(self.log.path().join("log")).unwrap().lines().map(str::to_owned).collect()
    }
}

/// A directory with a record, and a worker over it.
async fn with_a_record() -> (TempDir, Version, Worker) {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let old = put(&store, "session", None, b"old").await;
    let mut worker = Worker::start(directory.path());
    assert_eq!(worker.hear().as_deref(), Some("open"));
    (directory, old, worker)
}

/// What a new process finds, which then swaps at once.
async fn found_by_the_next(directory: &Path) -> Found {
    let lock = File::options().write(true).create(true).truncate(false).open(directory.join(".lock")).unwrap();
    lock.try_lock().expect("nobody has the lock");
    drop(lock);
    let left = names(directory);
    assert!(left.iter().all(|name| name == "session" || name.starts_with(".new-")), "{left:?}");
    let store = FileStore::open(directory).unwrap();
    let there = found(&store, "session").await;
    let next = put(&store, "session", there.as_ref().map(|(version, _)| *version), b"next").await;
    assert_eq!(found(&store, "session").await, Some((next, b"next".to_vec())));
    assert_eq!(names(directory), ["session"], "what was left half-written is gone");
    there
}

/// Kills a worker before its first system call, its second, and so on until it has done its work. Returns how often what was
/// there before was found, and how often what is new.
async fn killed_at_every_call(work: impl Fn(Version) -> String, is_new: impl Fn(&Found) -> bool) -> [usize; 2] {
    let mut seen = [0; 2];
    for call in 1.. {
        let (directory, old, mut worker) = with_a_record().await;
        let _strace = Strace::attach(&worker, &["-e", &format!("inject=all:signal=KILL:when={call}")]);
        let answer = worker.ask(&work(old));
        if answer.is_none() {
            assert_eq!(worker.end(), Some(9), "it was killed");
        }
        let there = found_by_the_next(directory.path()).await;
        if is_new(&there) {
            seen[1] += 1;
        } else {
            assert_eq!(there, Some((old, b"old".to_vec())), "killed before call {call}");
            assert_eq!(answer, None, "it said that it was done");
            seen[0] += 1;
        }
        if answer.is_some() {
            break;
        }
    }
    let _ = writeln!(stderr(), "killed {} times; old and new were found {seen:?} times", seen[0] + seen[1] - 1);
    seen
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_process_that_is_killed_at_any_system_call_of_a_swap_leaves_the_old_record_or_the_new_one() {
    let is_new = |there: &Found| there.as_ref().is_some_and(|(_, bytes)| bytes == b"new");
    let [old, new] = killed_at_every_call(|old| format!("swap session {} new", old.number()), is_new).await;
    assert!(old > 10 && new > 2, "{old} and {new}: not every call was tried");
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_process_that_is_killed_at_any_system_call_of_a_removal_leaves_the_record_or_nothing() {
    let [old, new] = killed_at_every_call(|old| format!("remove session {}", old.number()), Option::is_none).await;
    assert!(old > 10 && new > 2, "{old} and {new}: not every call was tried");
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn an_error_of_any_system_call_says_whether_the_swap_is_done() {
    let mut said = [0; 3];
    for error in ["EIO", "ENOSPC", "EROFS"] {
        for call in 1.. {
            let (directory, old, mut worker) = with_a_record().await;
            let inject = format!("inject={OF_FILES}:error={error}:when={call}");
            let strace = Strace::attach(&worker, &["-e", &inject]);
            let answer = worker.ask(&format!("swap session {} new", old.number())).unwrap();
            worker.end();
            let calls = strace.calls();
            let there = found_by_the_next(directory.path()).await;
            let is_new = there.as_ref().is_some_and(|(_, bytes)| bytes == b"new");
            assert!(is_new || there == Some((old, b"old".to_vec())), "{there:?}");
            let failed = calls.iter().find(|call| call.contains("(INJECTED)"));
            match answer.split([' ', ':']).next() {
                Some("swapped") => {
                    assert!(is_new);
                    said[0] += 1;
                }
                Some("not") => {
                    assert!(!is_new, "{answer}, after {failed:?}");
                    said[1] += 1;
                }
                Some("unsure") => {
                    assert!(is_new, "{answer}, after {failed:?}: nothing was renamed");
                    said[2] += 1;
                }
                _ => panic!("{answer}, after {failed:?}"),
            }
            if failed.is_none() {
                break;
            }
        }
    }
    eprintln!("{said:?} were done, not done, unsure");
    let [done, not_done, unsure] = said;
    assert!(done > 3 && not_done > 30, "{said:?}");
    assert_eq!(unsure, 6, "the directory is opened and forced to the disk, with each of three errors");
}

/// The call of this name that says this, of those after `after`.
fn next(calls: &[String], after: usize, name: &str, says: &str) -> usize {
    let found = calls.iter().enumerate().skip(after).find(|(_, call)| call.starts_with(name) && call.contains(says));
    found.unwrap_or_else(|| panic!("there is no {name} of {says} after call {after}:\n{}", calls.join("\n"))).0
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_record_is_compared_under_the_lock_and_on_the_disk_before_it_is_renamed() {
    let (directory, old, mut worker) = with_a_record().await;
    let strace = Strace::attach(&worker, &[]);
    assert!(worker.ask(&format!("swap session {} new", old.number())).unwrap().starts_with("swapped"));
    worker.end();
    let calls = strace.calls();
    let [file, place] =
        [directory.path().join("session"), directory.path().to_owned()].map(|path| path.to_str().unwrap().to_owned());
    let locked = next(&calls, 0, "flock(", "LOCK_EX");
    let opened = next(&calls, locked, "openat(", &format!("{file}\""));
    let compared = next(&calls, opened, "read(", &format!("{file}>"));
    let made = next(&calls, compared, "openat(", "/.new-");
    assert!(calls[made].contains("O_CREAT|O_EXCL") && calls[made].contains(", 0600)"), "{}", calls[made]);
    let written = next(&calls, made, "write(", "/.new-");
    let on_disk = next(&calls, written, "fsync(", "/.new-");
    let renamed = next(&calls, on_disk, "rename", "/.new-");
    let made_last = next(&calls, renamed, "fsync(", &format!("{place}>"));
    next(&calls, made_last, "flock(", "LOCK_UN");
    // Each happens once, so nothing of it happens in another order too.
    for (name, says) in [("flock(", "LOCK_EX"), ("write(", "/.new-"), ("fsync(", "/.new-"), ("rename", "/.new-")] {
        let times = calls.iter().filter(|call| call.starts_with(name) && call.contains(says)).count();
        assert_eq!(times, 1, "{name} of {says}");
    }
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_removal_is_on_the_disk_before_it_is_answered() {
    let (directory, old, mut worker) = with_a_record().await;
    let strace = Strace::attach(&worker, &[]);
    assert_eq!(worker.ask(&format!("remove session {}", old.number())).as_deref(), Some("removed"));
    worker.end();
    let calls = strace.calls();
    let locked = next(&calls, 0, "flock(", "LOCK_EX");
    let removed = next(&calls, locked, "unlink", "/session");
    let made_last = next(&calls, removed, "fsync(", &format!("{}>", directory.path().display()));
    next(&calls, made_last, "flock(", "LOCK_UN");
}

#[test]
#[ignore = "needs strace: tests/stores/run"]
fn a_thread_that_cannot_be_started_is_an_error() {
    let directory = private_directory();
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "-e", "inject=clone,clone3:error=EAGAIN"]);
    let worker = Worker::command(std::env::current_exe().unwrap());
    command.arg(worker.get_program()).args(worker.get_args());
    let said = Worker::start_by(command, directory.path()).hear().unwrap();
    assert!(said.starts_with("no thread: "), "{said}");
}
