//! A process that refreshes, or, for a store that is in one process, a runtime of its own in place of it.

use core::time::Duration;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use catapa_signin_tokens::{AnyStore, SessionKey};
use catapa_stores_tests::refreshes::{Catapa, Counts, refresh};
use catapa_stores_tests::stores::Failure;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// What a worker works on.
#[derive(Clone)]
pub(crate) struct Work {
    pub(crate) catapa: Catapa,
    pub(crate) certificate_file: String,
    /// The store, in any process.
    pub(crate) url: Option<String>,
    /// The store in this process.
    pub(crate) store: AnyStore,
    pub(crate) keys: Arc<[SessionKey]>,
    pub(crate) patience: Duration,
    pub(crate) callers: usize,
    pub(crate) lasts: Duration,
}

pub(crate) enum Worker {
    Process(Process, ChildStdin, BufReader<ChildStdout>),
    Runtime(Runtime, Box<Work>, Option<JoinHandle<Result<Counts, Failure>>>),
}

/// A process that does not outlive this one.
pub(crate) struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Worker {
    /// A worker that has everything and waits.
    pub(crate) fn ready(work: &Work) -> Result<Self, Failure> {
        let Some(url) = &work.url else {
            let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            return Ok(Self::Runtime(runtime, Box::new(work.clone()), None));
        };
        let mut command = Command::new(env::current_exe()?.with_file_name("refresher"));
        command.args([url, &work.catapa.origin, &work.certificate_file]);
        command.args([work.patience.as_millis().to_string(), work.callers.to_string()]);
        command.arg(work.lasts.as_secs().to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let child = Process(child);
        let (mut stdin, stdout) = (stdin.ok_or("no stdin")?, BufReader::new(stdout.ok_or("no stdout")?));
        for key in work.keys.iter() {
            writeln!(stdin, "{}", *key.expose())?;
        }
        writeln!(stdin, "ready?")?;
        let mut worker = Self::Process(child, stdin, stdout);
        if worker.line()? == "ready" { Ok(worker) } else { Err("a refresher did not start".into()) }
    }

    pub(crate) fn go(&mut self) -> Result<(), Failure> {
        match self {
            Self::Process(_, stdin, _) => Ok(writeln!(stdin, "go")?),
            Self::Runtime(runtime, work, running) => {
                let work = work.clone();
                *running = Some(runtime.spawn(async move {
                    let keeper = work.catapa.keeper(work.store.clone(), work.patience, Duration::ZERO)?;
                    let counts = refresh(&keeper, &work.keys, work.callers, work.lasts).await;
                    keeper.settle().await;
                    Ok(counts)
                }));
                Ok(())
            }
        }
    }

    /// Waits until its time is over, and gives its counts.
    pub(crate) fn counts(mut self) -> Result<String, Failure> {
        match &mut self {
            Self::Process(..) => self.line(),
            Self::Runtime(runtime, _, running) => {
                let running = running.take().ok_or("it was not begun")?;
                Ok(runtime.block_on(running)??.to_string())
            }
        }
    }

    /// Ends it at once: SIGKILL. A runtime drops every task where it is.
    pub(crate) fn kill(self) {
        match self {
            Self::Process(process, ..) => drop(process),
            Self::Runtime(runtime, ..) => runtime.shutdown_background(),
        }
    }

    fn line(&mut self) -> Result<String, Failure> {
        let Self::Process(process, _, stdout) = self else { return Err("it is no process".into()) };
        let mut line = String::new();
        if stdout.read_line(&mut line)? == 0 {
            return Err(format!("a refresher has ended: {}", process.0.wait()?).into());
        }
        Ok(line.trim_end().to_owned())
    }
}
