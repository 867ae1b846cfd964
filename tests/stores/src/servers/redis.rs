//! Redis.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::free_port;

/// A `redis-server` on a free port, in a directory of its own. It keeps every write that it confirmed, through a power cut
/// too, and ends with the test.
#[derive(Debug)]
pub struct RedisServer {
    port: u16,
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
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let (port, directory) = (free_port(), tempfile::tempdir().expect("there is a temporary directory"));
            let process = spawn(port, directory.path(), &options)?;
            Some(Self { port, options: options.clone(), directory, process })
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
        let port = self.port.to_string();
        let answer = Command::new("redis-cli").args(["-e", "-p", &port]).args(command).output();
        let answer = answer.expect("redis-cli is installed");
        assert!(answer.status.success(), "{command:?}: {}", String::from_utf8_lossy(&answer.stderr));
        String::from_utf8_lossy(&answer.stdout).trim_end().to_owned()
    }

    /// Gives it a command that it answers with `OK`.
    ///
    /// # Panics
    ///
    /// If its answer is another.
    pub fn tell(&self, command: &[&str]) {
        assert_eq!(self.ask(command), "OK", "{command:?}");
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill().expect("it is our own process");
        self.process.wait().expect("it is our own process");
    }

    /// Starts it again with its data, after it was killed.
    pub fn start_again(&mut self) {
        let process = spawn(self.port, self.directory.path(), &self.options);
        self.process = process.expect("redis-server became ready before");
    }

    /// Starts it again without its data, as after the loss of a disk.
    pub fn start_empty(&mut self) {
        self.directory = tempfile::tempdir().expect("there is a temporary directory");
        self.start_again();
    }
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &Path, options: &[String]) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"]).arg(directory);
    command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]).args(options);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("redis-server is installed");
    let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("Ready to accept connections")) {
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
