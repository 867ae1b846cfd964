//! A Redis of the test's own.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

/// A `redis-server` on a free port, in a directory of its own, which keeps what it says is done. It ends with the test.
pub(crate) struct RedisServer {
    port: u16,
    directory: TempDir,
    process: Child,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        // Whoever takes the port before the server does makes it end before it is ready.
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

    /// As a machine that loses its power does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// With the data that it had.
    pub(crate) fn start_again(&mut self) {
        self.process = spawn(self.port, self.directory.path()).expect("redis-server became ready before");
    }

    /// With nothing, as after a disk was lost.
    pub(crate) fn start_empty(&mut self) {
        self.directory = tempfile::tempdir().unwrap();
        self.start_again();
    }
}

/// Runs a server, once it is ready.
fn spawn(port: u16, directory: &Path) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"]).arg(directory);
    command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("redis-server is installed");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("Ready to accept connections")) {
        // Somebody has to read on, so that it can write.
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
