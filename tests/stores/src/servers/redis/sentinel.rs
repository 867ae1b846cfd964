//! A Sentinel of Redis.

use std::fs;
use std::process::{Child, Command};

use tempfile::TempDir;

use super::{RedisServer, ask, ready};
use crate::servers::free_port;

/// A Sentinel that watches one primary under the name `mymaster`.
#[derive(Debug)]
pub struct RedisSentinel {
    port: u16,
    process: Child,
    _directory: TempDir,
}

impl RedisSentinel {
    /// Starts one, and waits until it knows the primary and its replicas.
    #[must_use]
    pub fn of(primary: &RedisServer, replicas: usize) -> Self {
        let started = (0..5).find_map(|_| {
            let (port, directory) = (free_port(), tempfile::tempdir().expect("there is a temporary directory"));
            let file = directory.path().join("sentinel.conf");
            let settings = format!(
                "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor mymaster 127.0.0.1 {} 1\n\
                 sentinel down-after-milliseconds mymaster 1000\nsentinel failover-timeout mymaster 5000\n",
                directory.path().display(),
                primary.port(),
            );
            fs::write(&file, settings).expect("it is our own directory");
            let mut command = Command::new("redis-server");
            command.arg(&file).arg("--sentinel");
            Some(Self { port, process: ready(command, "+monitor master mymaster")?, _directory: directory })
        });
        let sentinel: Self = started.expect("a Sentinel became ready");
        // It asks the primary for its replicas every ten seconds.
        let known = format!("num-slaves\n{replicas}\n");
        while !format!("{}\n", sentinel.ask(&["SENTINEL", "MASTER", "mymaster"])).contains(&known) {}
        sentinel
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Has it make a replica the primary, and waits until it names that one.
    pub fn fail_over(&self, primary: &RedisServer) {
        // A replica must have told it lately that it is well.
        while ask(self.port, &["SENTINEL", "FAILOVER", "mymaster"]).is_err() {}
        self.wait_for_another_than(primary);
    }

    /// Waits until it names another primary than this.
    pub fn wait_for_another_than(&self, primary: &RedisServer) {
        let port = primary.port().to_string();
        while self.ask(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"]).ends_with(&port) {}
    }

    /// Its answer to a command.
    fn ask(&self, command: &[&str]) -> String {
        ask(self.port, command).unwrap_or_else(|why| panic!("{command:?}: {why}"))
    }
}

impl Drop for RedisSentinel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
