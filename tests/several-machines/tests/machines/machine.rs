//! One machine: a process that takes the test's orders, and is killed.

use core::time::Duration;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// The settings that all machines share.
pub(crate) struct Common<'a> {
    pub(crate) redis_url: &'a str,
    pub(crate) catapa_origin: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) patience: Duration,
}

/// A point at which a token request stops for good.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Point {
    /// Before anything has left the machine.
    Before,
    /// With CATAPA's reply in hand.
    After,
}

/// A running machine. It ends when it is killed, or with the test.
pub(crate) struct Machine {
    pub(crate) origin: String,
    process: Child,
    said: Receiver<String>,
}

impl Machine {
    pub(crate) fn start(common: &Common<'_>) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_machine"))
            .env("REDIS_URL", common.redis_url)
            .env("CATAPA_ORIGIN", common.catapa_origin)
            .env("REDIRECT_URI", common.redirect_uri)
            .env("PATIENCE_SECS", common.patience.as_secs().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, said) = mpsc::channel();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let mut machine = Self { origin: String::new(), process, said };
        machine.origin = machine.hears(|line| line.starts_with("http://"));
        machine
    }

    /// Sets the machine's clock. A killed machine has none.
    pub(crate) fn set_clock(&self, unix_seconds: u64) {
        if self.process.stdin.is_some() {
            self.order(&format!("time {unix_seconds}"));
        }
    }

    /// The next token request stops at this point.
    pub(crate) fn hold(&self, point: Point) {
        let point = match point {
            Point::Before => "before",
            Point::After => "after",
        };
        self.order(&format!("hold {point}"));
    }

    /// Until it says this.
    pub(crate) fn says(&self, what: &str) {
        self.hears(|line| line == what);
    }

    /// Kills it at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        // This closes its stdin too.
        self.process.wait().unwrap();
    }

    fn order(&self, order: &str) {
        writeln!(self.process.stdin.as_ref().unwrap(), "{order}").unwrap();
        self.says("done");
    }

    fn hears(&self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            // Only a bug takes that long.
            let line = self.said.recv_timeout(Duration::from_secs(30)).expect("the machine says something");
            if wanted(&line) {
                return line;
            }
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
