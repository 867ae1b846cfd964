//! The stand-in as a program: see `catapa-stand-in --help`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::options::Options;

mod fault_option;
mod options;

fn main() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(help) if matches!(help.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            let _ = write!(io::stdout(), "{help}");
            return ExitCode::SUCCESS;
        }
        Err(error) => return complain(2, &one_line(&error.to_string())),
    };
    if let Some(why) = options.unavailable() {
        return complain(2, why);
    }
    match serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => complain(1, &why),
    }
}

/// Runs until a signal ends it.
fn serve(options: Options) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    // The program listens for signals before it says that it is ready.
    let mut ended = runtime.block_on(async { Ended::listen() }).map_err(|error| error.to_string())?;
    let certificate_file = options.certificate_file.clone();
    let stand_in = options.start().map_err(|error| error.to_string())?;
    if let (Some(file), Some(pem)) = (certificate_file, stand_in.certificate_pem()) {
        std::fs::write(&file, pem).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    let mut stdout = io::stdout().lock();
    let told = writeln!(stdout, "ready {}", stand_in.origin()).and_then(|()| stdout.flush());
    told.map_err(|error| format!("cannot write to standard output: {error}"))?;
    runtime.block_on(ended.wait());
    Ok(())
}

/// SIGINT or SIGTERM.
#[cfg(unix)]
struct Ended {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Ended {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Control-C, on systems without signals.
#[cfg(not(unix))]
struct Ended;

#[cfg(not(unix))]
impl Ended {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// The first paragraph of an error, as one line.
fn one_line(text: &str) -> String {
    let paragraph = text.lines().take_while(|line| !line.is_empty());
    let words: Vec<&str> = paragraph.flat_map(str::split_whitespace).collect();
    words.join(" ").trim_start_matches("error: ").into()
}

fn complain(code: u8, why: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "catapa-stand-in: {why}");
    ExitCode::from(code)
}
