//! The test's own Redis.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

/// A `redis-server` on a free port, in a directory of its own. It keeps every write that it confirmed, and ends with
/// the test.
pub(crate) struct RedisServer {
    port: u16,
    directory: TempDir,
    process: Child,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let directory = tempfile::tempdir().unwrap();
            Some(Self { port, process: spawn(port, directory.path())?, directory })
        });
        started.expect("a redis-server became ready")
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again with its data.
    pub(crate) fn start_again(&mut self) {
        self.process = spawn(self.port, self.directory.path()).expect("redis-server became ready before");
    }

    /// Starts it again without its data, as after the loss of a disk.
    pub(crate) fn start_empty(&mut self) {
        self.directory = tempfile::tempdir().unwrap();
        self.start_again();
    }
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &Path) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"]).arg(directory);
    command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("redis-server is installed");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
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
