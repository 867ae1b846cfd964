//! A process that is killed, or that the disk fails, at each of its system calls; and the order of these calls.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _, stderr};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use catapa_signin_tokens::{FileStore, Found, Version};
use tempfile::TempDir;

use crate::worker::Worker;
use crate::{found, names, private_directory, put};

/// The calls that can fail because of a disk. Another that fails would stop the thread, and not its work.
const OF_FILES: [&str; 16] = [
    "openat",
    "read",
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "flock",
    "statx",
    "fstat",
    "newfstatat",
    "lstat",
    "getdents64",
    "lseek",
];

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

/// A system call: its name, and which of that name it is.
type Call = (String, usize);

/// The calls of the thread for this work, in their order.
async fn calls_of(work: impl Fn(Version) -> String) -> Vec<Call> {
    let (_directory, old, mut worker) = with_a_record().await;
    let strace = Strace::attach(&worker, &[]);
    worker.ask(&work(old)).unwrap();
    worker.end();
    let mut count = HashMap::new();
    let mut calls = Vec::new();
    for line in strace.calls() {
        let name = line.split('(').next().unwrap().to_owned();
        // After this one, it is only waked up who asked.
        let is_last = name == "flock" && line.contains("LOCK_UN");
        // A futex waits for work. How often differs, and nothing happens to a file between it and its neighbours.
        let is_name = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if is_name && !["futex", "restart_syscall"].contains(&name.as_str()) {
            let nth = count.entry(name.clone()).and_modify(|nth| *nth += 1).or_insert(1);
            calls.push((name, *nth));
        }
        if is_last {
            break;
        }
    }
    calls
}

/// Kills a worker before each of its calls. Up to the one that decides, the old record is there; behind it, what is new.
async fn killed_at_every_call(work: impl Fn(Version) -> String, new: impl Fn(&Found) -> bool, decides: &str) {
    let calls = calls_of(&work).await;
    let decided = calls.iter().position(|(name, _)| name.starts_with(decides)).unwrap();
    for (number, (name, nth)) in calls.iter().enumerate() {
        let (directory, old, mut worker) = with_a_record().await;
        let _strace = Strace::attach(&worker, &["-e", &format!("inject={name}:signal=KILL:when={nth}")]);
        let answer = worker.ask(&work(old));
        assert_eq!(answer, None, "{name} {nth}: it was killed before");
        assert_eq!(worker.end(), Some(9), "{name} {nth}");
        let there = found_by_the_next(directory.path()).await;
        if number > decided {
            assert!(new(&there), "{name} {nth}: {there:?}");
        } else {
            assert_eq!(there, Some((old, b"old".to_vec())), "{name} {nth}");
        }
    }
    let _ = writeln!(stderr(), "killed before each of {} calls; number {} decided", calls.len(), decided + 1);
    assert!(decided > 10, "{calls:?}");
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_process_that_is_killed_at_any_system_call_of_a_swap_leaves_the_old_record_or_the_new_one() {
    let new = |there: &Found| there.as_ref().is_some_and(|(_, bytes)| bytes == b"new");
    killed_at_every_call(|old| format!("swap session {} new", old.number()), new, "rename").await;
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn a_process_that_is_killed_at_any_system_call_of_a_removal_leaves_the_record_or_nothing() {
    killed_at_every_call(|old| format!("remove session {}", old.number()), Option::is_none, "unlink").await;
}

#[tokio::test]
#[ignore = "needs strace: tests/stores/run"]
async fn an_error_of_any_system_call_says_whether_the_swap_is_done() {
    let work = |old: Version| format!("swap session {} new", old.number());
    let mut calls = calls_of(work).await;
    calls.retain(|(name, _)| OF_FILES.contains(&name.as_str()));
    let mut said = BTreeMap::new();
    for error in ["EIO", "ENOSPC", "EROFS"] {
        for (name, nth) in &calls {
            let (directory, old, mut worker) = with_a_record().await;
            let _strace = Strace::attach(&worker, &["-e", &format!("inject={name}:error={error}:when={nth}")]);
            let answer = worker.ask(&work(old)).unwrap();
            worker.end();
            let there = found_by_the_next(directory.path()).await;
            let is_new = there.as_ref().is_some_and(|(_, bytes)| bytes == b"new");
            assert!(is_new || there == Some((old, b"old".to_vec())), "{name} {nth}: {there:?}");
            let kind = answer.split([' ', ':']).next().unwrap();
            // What is not sure could be either; only behind the rename it is.
            assert_eq!(is_new, kind != "not", "{name} {nth}: {answer}");
            *said.entry(kind.to_owned()).or_insert(0) += 1;
        }
    }
    let _ = writeln!(stderr(), "{} calls failed in three ways: {said:?}", calls.len());
    assert_eq!(said["unsure"], 6, "the directory is opened and forced to the disk, with each of three errors");
    assert!(said["not"] > 30, "{said:?}");
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
