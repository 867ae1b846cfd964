//! This test binary once more, as another process, which does with a store what it is told line by line.

use std::io::{BufRead as _, BufReader, Lines, Write as _, stdin};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::{env, fs};

use catapa_signin::UnixTime;
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_tokens::{
    FileStore, FileStoreError, KeeperOptions, SealingKeys, SessionKey, StoreError, Swap, TokenKeeper, TokenStore as _,
    Version,
};

use crate::processes::client;
use crate::{AN_HOUR, block_on, told};

/// Says where the store of a worker is. Without it, this binary is no worker.
const DIRECTORY: &str = "CATAPA_SIGNIN_WORKER_DIRECTORY";

/// What the lines of a worker begin with, among those of the test harness.
const MARK: &str = "> ";

pub(crate) struct Worker {
    pub(crate) process: Child,
    /// Closed when the worker is to end.
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Worker {
    /// Starts a worker over this directory, and waits until it has opened its store.
    pub(crate) fn start(directory: &Path) -> Self {
        Self::start_by(Self::command(env::current_exe().unwrap()), directory)
    }

    /// A worker in a shell that has run this first, such as `ulimit -f 8`.
    pub(crate) fn start_after(shell: &str, directory: &Path) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell}; exec \"$@\""), "sh"]).arg(env::current_exe().unwrap());
        Self::start_by(with_arguments(command), directory)
    }

    pub(crate) fn command(program: impl AsRef<Path>) -> Command {
        with_arguments(Command::new(program.as_ref()))
    }

    pub(crate) fn start_by(mut command: Command, directory: &Path) -> Self {
        command.env(DIRECTORY, directory).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, input, output }
    }

    /// Has it do this.
    pub(crate) fn tell(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// What it says next; `None` once it is dead.
    pub(crate) fn hear(&mut self) -> Option<String> {
        let mut lines = self.output.by_ref().map_while(Result::ok);
        lines.find_map(|line| line.split_once(MARK).map(|(_, said)| said.to_owned()))
    }

    /// Has it do this, and waits for the answer.
    pub(crate) fn ask(&mut self, line: &str) -> Option<String> {
        self.tell(line);
        self.hear()
    }

    /// The thread that works on the files, as the system numbers it. It gives itself its name when it begins.
    pub(crate) fn thread(&self) -> String {
        let is_ours = |task: &Path| fs::read_to_string(task.join("comm")).unwrap().starts_with("catapa-signin-f");
        loop {
            let mut tasks = fs::read_dir(format!("/proc/{}/task", self.process.id())).unwrap();
            if let Some(task) = tasks.by_ref().map(|task| task.unwrap().path()).find(|task| is_ours(task)) {
                return task.file_name().unwrap().to_str().unwrap().to_owned();
            }
            std::thread::yield_now();
        }
    }

    /// Lets it end, and says which signal ended it.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.input = None;
        self.process.wait().unwrap().signal()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn with_arguments(mut command: Command) -> Command {
    // With one thread, the harness starts none of its own.
    command.args(["--exact", "worker::a_worker_does_what_it_is_told", "--nocapture", "--test-threads=1"]);
    command
}

#[test]
fn a_worker_does_what_it_is_told() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let say = |answer: &str| println!("\n{MARK}{answer}");
    let store = match FileStore::open(directory) {
        Ok(store) => store,
        Err(FileStoreError::NoThread(why)) => return say(&format!("no thread: {why}")),
        Err(why) => return say(&format!("refused: {why}")),
    };
    // Swaps are waited for without it, so that nothing but the store's work is seen of its thread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    say("open");
    for line in stdin().lines().map_while(Result::ok) {
        let words: Vec<_> = line.split(' ').collect();
        let answer = match words[..] {
            ["swap", key, expected, new] => block_on(swap(&store, key, expected, Some(new.as_bytes()))),
            ["remove", key, expected] => block_on(swap(&store, key, expected, None)),
            ["fresh", origin, now, key] => runtime.block_on(fresh(&store, origin, now.parse().unwrap(), key)),
            _ => panic!("this is no work: {line}"),
        };
        say(&answer);
    }
}

async fn swap(store: &FileStore, key: &str, expected: &str, new: Option<&[u8]>) -> String {
    let expected = expected.parse().ok().map(Version::new);
    said(store.compare_and_swap(key, expected, new, AN_HOUR).await)
}

fn said(swap: Result<Swap, StoreError>) -> String {
    match swap {
        Ok(Swap::Swapped(Some(version))) => format!("swapped {}", version.number()),
        Ok(Swap::Swapped(None)) => "removed".to_owned(),
        Ok(Swap::Conflict) => "conflict".to_owned(),
        error => told(error),
    }
}

/// A fresh access token of a keeper in this process.
async fn fresh(store: &FileStore, origin: &str, now: u64, key: &str) -> String {
    let key: SessionKey = key.parse().unwrap();
    let options = KeeperOptions::default()
        .clock(move || UnixTime::from_secs(now))
        .sleep(|_| tokio::task::yield_now())
        .patience(core::time::Duration::from_secs(1_000_000));
    let sender = HyperSender::tokio(SenderOptions::default()).unwrap();
    let keeper = TokenKeeper::new(client(origin), store.clone(), SealingKeys::new([7; 32]), sender, options);
    keeper.fresh(&key).await.unwrap().expose_access_token().to_owned()
}
