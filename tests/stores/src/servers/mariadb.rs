//! MariaDB.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::{free_port, ordinary_user};

/// A MariaDB server on a free port, in a directory of its own, as an ordinary user, with a database `tokens`. It keeps
/// every change that it confirmed, through a power cut too, and ends with the test.
#[derive(Debug)]
pub struct MariadbServer {
    port: u16,
    directory: TempDir,
    process: Child,
}

impl MariadbServer {
    /// Starts one, and waits until it is ready.
    ///
    /// # Panics
    ///
    /// If there is none: see `tests/stores/run`.
    #[must_use]
    pub fn start() -> Self {
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let (port, directory) = (free_port(), ordinary_user::directory("mysql"));
            make_data(directory.path());
            Some(Self { port, process: spawn(port, directory.path())?, directory })
        });
        let started = started.expect("a MariaDB server became ready");
        started.tell("CREATE DATABASE tokens");
        started.user("service", "a-service's-password", "ALL PRIVILEGES ON tokens.*");
        started
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The URL of its database, for a user that has every right there.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_for("service", "a-service's-password")
    }

    /// The URL of its database, for this user.
    #[must_use]
    pub fn url_for(&self, user: &str, password: &str) -> String {
        format!("mysql://{user}:{password}@127.0.0.1:{}/tokens", self.port)
    }

    /// Makes a user with these rights.
    pub fn user(&self, name: &str, password: &str, rights: &str) {
        let password = password.replace('\'', "''");
        self.tell(&format!("CREATE USER '{name}'@'%' IDENTIFIED BY '{password}'"));
        self.tell(&format!("GRANT {rights} TO '{name}'@'%'"));
    }

    /// What the client prints for this SQL of the superuser, without the line end.
    ///
    /// # Panics
    ///
    /// If the server refuses it.
    #[must_use]
    pub fn ask(&self, sql: &str) -> String {
        let answer = Command::new("mariadb")
            .args(["--no-defaults", "--user=root", "--batch", "--skip-column-names", "--execute", sql, "--socket"])
            .arg(socket(self.directory.path()))
            .output()
            .expect("mariadb is installed");
        assert!(answer.status.success(), "{sql}: {}", String::from_utf8_lossy(&answer.stderr));
        String::from_utf8_lossy(&answer.stdout).trim_end().to_owned()
    }

    /// Gives it SQL of the superuser, for which nothing is printed.
    ///
    /// # Panics
    ///
    /// If the server refuses it, or has an answer.
    pub fn tell(&self, sql: &str) {
        assert_eq!(self.ask(sql), "", "{sql}");
    }

    /// Kills it at once, as a power cut would.
    ///
    /// # Panics
    ///
    /// If it is not running.
    pub fn kill(&mut self) {
        self.process.kill().expect("it is our own process");
        self.process.wait().expect("it is our own process");
    }

    /// Starts it again with its data, after it was killed.
    ///
    /// # Panics
    ///
    /// If it does not become ready.
    pub fn start_again(&mut self) {
        self.process = spawn(self.port, self.directory.path()).expect("MariaDB became ready before");
    }
}

impl Drop for MariadbServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn socket(directory: &Path) -> String {
    directory.join("socket").display().to_string()
}

/// Makes the files of a server, in this directory.
fn make_data(directory: &Path) {
    let mut command = Command::new("mariadb-install-db");
    command.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    command.arg(format!("--datadir={}", directory.join("data").display()));
    command.arg(format!("--tmpdir={}", directory.display()));
    let made = ordinary_user::run_as("mysql", &mut command).output().expect("mariadb-install-db is installed");
    assert!(made.status.success(), "mariadb-install-db: {}", String::from_utf8_lossy(&made.stderr));
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &Path) -> Option<Child> {
    let mut command = Command::new("mariadbd");
    command.args(["--no-defaults", "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=1"]);
    command.arg(format!("--datadir={}", directory.join("data").display()));
    // A server that starts removes what others have in a directory that they share.
    command.arg(format!("--tmpdir={}", directory.display()));
    command.arg(format!("--port={port}")).arg(format!("--socket={}", socket(directory)));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = ordinary_user::run_as("mysql", &mut command).spawn().expect("mariadbd is installed");
    let mut lines = BufReader::new(process.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("ready for connections")) {
        // Read on, or the server blocks when it writes.
        thread::spawn(move || lines.for_each(drop));
        return Some(process);
    }
    let _ = process.kill();
    let _ = process.wait();
    None
}
