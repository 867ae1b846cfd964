//! Redis: one server, and in the files below several of them.

mod cluster;
mod sentinel;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::free_port;

pub use cluster::RedisCluster;
pub use sentinel::RedisSentinel;

/// A `redis-server` on a free port, in a directory of its own. It keeps every write that it confirmed, through a power cut
/// too, and ends with the test.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
    clock: Option<String>,
    options: Vec<String>,
    directory: TempDir,
    process: Child,
}

impl RedisServer {
    /// Starts one, and waits until it is ready.
    #[must_use]
    pub fn start() -> Self {
        Self::with_options(&[])
    }

    /// Starts one with these options of its command line, as in `--maxmemory 1mb`.
    #[must_use]
    pub fn with_options(options: &[&str]) -> Self {
        Self::begin(options, None)
    }

    /// Starts one whose clock differs from that of this machine, as in `+10m`.
    #[must_use]
    pub fn with_clock(differs_by: &str) -> Self {
        Self::begin(&[], Some(differs_by.to_owned()))
    }

    /// Starts a replica of `primary`, and waits until it has what `primary` has.
    #[must_use]
    pub fn replica_of(primary: &Self) -> Self {
        let replica = Self::with_options(&["--replicaof", &format!("127.0.0.1 {}", primary.port)]);
        replica.wait_for_primary();
        replica
    }

    fn begin(options: &[&str], clock: Option<String>) -> Self {
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let (port, directory) = (free_port(), tempfile::tempdir().expect("there is a temporary directory"));
            let process = spawn(port, directory.path(), &options, clock.as_deref())?;
            Some(Self { port, clock: clock.clone(), options: options.clone(), directory, process })
        });
        started.expect("a redis-server became ready")
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The URL of its first database.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Its answer to a command, as `redis-cli` prints it, without the line end.
    ///
    /// # Panics
    ///
    /// If there is no answer, or it is an error.
    #[must_use]
    pub fn ask(&self, command: &[&str]) -> String {
        self.try_to_ask(command).unwrap_or_else(|why| panic!("{command:?}: {why}"))
    }

    /// Its answer to a command, or its error.
    ///
    /// # Errors
    ///
    /// What it says.
    pub fn try_to_ask(&self, command: &[&str]) -> Result<String, String> {
        ask(self.port, command)
    }

    /// Gives it a command that it answers with `OK`.
    ///
    /// # Panics
    ///
    /// If its answer is another.
    pub fn tell(&self, command: &[&str]) {
        assert_eq!(self.ask(command), "OK", "{command:?}");
    }

    /// Makes it a replica of `primary`, without ending a connection, and waits until it has what `primary` has.
    pub fn follow(&self, primary: &Self) {
        self.tell(&["REPLICAOF", "127.0.0.1", &primary.port.to_string()]);
        self.wait_for_primary();
    }

    /// Waits until it has every write that `primary` has.
    pub fn catch_up_with(&self, primary: &Self) {
        let offset = |server: &Self, name: &str| -> u64 {
            let info = server.ask(&["INFO", "replication"]);
            let value = info.lines().find_map(|line| line.strip_prefix(name)).expect("Redis says how far it is");
            value.trim().parse().expect("an offset is a number")
        };
        let goal = offset(primary, "master_repl_offset:");
        while offset(self, "slave_repl_offset:") < goal {}
    }

    fn wait_for_primary(&self) {
        while !self.ask(&["INFO", "replication"]).contains("master_link_status:up") {}
    }

    /// How many scripts it was asked to run, and how many of them it ran to their end.
    #[must_use]
    pub fn scripts(&self) -> (u32, u32) {
        let stats = self.ask(&["INFO", "commandstats"]);
        let line = stats.lines().find_map(|line| line.strip_prefix("cmdstat_eval:")).unwrap_or_default();
        let count = |name: &str| -> u32 {
            let value = line.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='));
            value.map_or(0, |value| value.parse().expect("Redis counts in numbers"))
        };
        let (calls, rejected, failed) = (count("calls"), count("rejected_calls"), count("failed_calls"));
        (calls + rejected, calls - failed)
    }

    /// It does nothing from now on, and its connections stay open.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// It goes on after it was frozen.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(sent.expect("there is a program `kill`").success(), "it is our own process");
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill().expect("it is our own process");
        self.process.wait().expect("it is our own process");
    }

    /// Starts it again with its data, after it was killed.
    pub fn start_again(&mut self) {
        let process = spawn(self.port, self.directory.path(), &self.options, self.clock.as_deref());
        self.process = process.expect("redis-server became ready before");
    }

    /// Starts it again without its data, as after the loss of a disk.
    pub fn start_empty(&mut self) {
        self.directory = tempfile::tempdir().expect("there is a temporary directory");
        self.start_again();
    }
}

/// The answer of the server on this port. An error may be printed on stdout too.
fn ask(port: u16, command: &[&str]) -> Result<String, String> {
    let answer = Command::new("redis-cli").args(["-e", "-p", &port.to_string()]).args(command).output();
    let answer = answer.expect("redis-cli is installed");
    let said = String::from_utf8_lossy(&answer.stdout).trim_end().to_owned();
    if answer.status.success() { Ok(said) } else { Err(said + &String::from_utf8_lossy(&answer.stderr)) }
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &Path, options: &[String], clock: Option<&str>) -> Option<Child> {
    let mut command = Command::new("redis-server");
    if let Some(clock) = clock {
        // As the program `faketime` does, and one thing more: libc allocates. The library and jemalloc, which Debian's
        // redis-server allocates with, would wait for each other.
        command.env("LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1:libc.so.6").env("FAKETIME", clock);
    }
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"]).arg(directory);
    command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]).args(options);
    ready(command, "Ready to accept connections")
}

/// Runs a server, and waits until it says that it is ready.
fn ready(mut command: Command, says: &str) -> Option<Child> {
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server is installed");
    let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    if lines.any(|line| line.contains(says)) {
        // Read on, or the server blocks when it writes.
        thread::spawn(move || lines.for_each(drop));
        return Some(process);
    }
    let _ = process.wait();
    None
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
