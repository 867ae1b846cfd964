//! PostgreSQL.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::{free_port, ordinary_user};

/// The password of its superuser `postgres`.
const PASSWORD: &str = "the-administrators-password";

/// A PostgreSQL server on a free port, in a directory of its own, as an ordinary user. It keeps every change that it
/// confirmed, through a power cut too, and ends with the test.
#[derive(Debug)]
pub struct PostgresServer {
    port: u16,
    directory: TempDir,
    process: Child,
}

impl PostgresServer {
    /// Starts one, and waits until it is ready.
    ///
    /// # Panics
    ///
    /// If there is none: see `tests/stores/run`.
    #[must_use]
    pub fn start() -> Self {
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let (port, directory) = (free_port(), ordinary_user::directory("postgres"));
            make_cluster(directory.path());
            Some(Self { port, process: spawn(port, directory.path())?, directory })
        });
        started.expect("a PostgreSQL server became ready")
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The URL of its database, for the superuser.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_for("postgres", PASSWORD)
    }

    /// The URL of its database, for this role.
    #[must_use]
    pub fn url_for(&self, role: &str, password: &str) -> String {
        format!("postgres://{role}:{password}@127.0.0.1:{}/postgres", self.port)
    }

    /// What `psql` prints for this SQL of the superuser, without the line end.
    ///
    /// # Panics
    ///
    /// If the server refuses it.
    #[must_use]
    pub fn ask(&self, sql: &str) -> String {
        let answer = Command::new(program("psql"))
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--set=ON_ERROR_STOP=1", "--command", sql])
            .arg(self.url())
            // So that it can undo what makes the others read-only.
            .env("PGOPTIONS", "-c default_transaction_read_only=off")
            .output()
            .expect("psql is installed");
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

    /// Kills it at once, with the processes of its connections, as a power cut would.
    ///
    /// # Panics
    ///
    /// If it is not running.
    pub fn kill(&mut self) {
        end(&mut self.process);
    }

    /// Starts it again with its data, after it was killed.
    ///
    /// # Panics
    ///
    /// If it does not become ready.
    pub fn start_again(&mut self) {
        // A process of the one that was killed may have its memory for another moment.
        let process = (0..50).find_map(|_| spawn(self.port, self.directory.path()));
        self.process = process.expect("PostgreSQL became ready before");
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Kills the server before its children, so that it cannot begin to recover.
fn end(process: &mut Child) {
    let children = format!("/proc/{0}/task/{0}/children", process.id());
    let children = fs::read_to_string(children).unwrap_or_default();
    let _ = process.kill();
    let _ = process.wait();
    if !children.is_empty() {
        let _ = Command::new("kill").arg("-KILL").args(children.split_whitespace()).stderr(Stdio::null()).status();
    }
}

/// Makes the files of a server, in this directory.
fn make_cluster(directory: &Path) {
    let password = directory.join("password");
    fs::write(&password, PASSWORD).expect("the directory is ours");
    let mut command = Command::new(program("initdb"));
    command.args(["--username=postgres", "--auth=scram-sha-256", "--locale=C", "--encoding=UTF8", "--no-sync"]);
    command.arg("--pwfile").arg(&password).arg("--pgdata").arg(directory.join("data"));
    let made = ordinary_user::run_as("postgres", &mut command).output().expect("initdb is installed");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &Path) -> Option<Child> {
    let mut command = Command::new(program("postgres"));
    command.arg("-D").arg(directory.join("data")).arg("-k").arg(directory).args(["-p", &port.to_string()]);
    command.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=on", "-c", "synchronous_commit=on"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = ordinary_user::run_as("postgres", &mut command).spawn().expect("postgres is installed");
    let mut lines = BufReader::new(process.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("database system is ready to accept connections")) {
        // Read on, or the server blocks when it writes.
        thread::spawn(move || lines.for_each(drop));
        return Some(process);
    }
    end(&mut process);
    None
}

/// One of its programs, of the newest version that is installed. Debian has only some of them in the path.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.filter_map(|version| version.file_name().to_str()?.parse::<u32>().ok()).max();
    newest.map_or_else(|| name.into(), |version| format!("/usr/lib/postgresql/{version}/bin/{name}").into())
}
