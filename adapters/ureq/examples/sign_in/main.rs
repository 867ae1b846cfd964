//! A whole sign-in with CATAPA.
//!
//! `cargo run --example sign_in` needs nothing: it starts a stand-in for CATAPA in its own process, plays the person's
//! part, and shows each step. With the variables below it is a real sign-in, in your browser, at the CATAPA that they name.
//!
//! ```text
//! CATAPA_CLIENT_ID         the client id, as CATAPA issued it
//! CATAPA_CLIENT_SECRET     the client secret
//! CATAPA_REDIRECT_URI      as registered, on this machine: http://127.0.0.1:PORT/PATH
//! CATAPA_ACCOUNTS_ORIGIN   where people sign in
//! CATAPA_API_ORIGIN        where requests go
//! CATAPA_SCOPE             optional: the scope; empty if unset
//! CATAPA_BASIC             optional: raw (if unset) or form
//! CATAPA_PKCE              optional: on, or off (if unset)
//! CATAPA_TENANTS           optional: a,b; any if unset
//! ```

mod demonstration;
mod listener;
mod real;
mod settings;

use core::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::SystemTime;

use catapa_signin::UnixTime;

use settings::{Arguments, Settings};

/// An error that ends the program: one clear sentence.
type Failure = Box<dyn Error + Send + Sync>;

const HELP: &str = "\
Usage: sign_in [--no-browser] [--refresh]

  --no-browser   print the address to open, and do not open it
  --refresh      after the sign-in, refresh its tokens once

Without variables it shows a sign-in against a stand-in. With CATAPA_CLIENT_ID, CATAPA_CLIENT_SECRET,
CATAPA_REDIRECT_URI (http://127.0.0.1:PORT/PATH), CATAPA_ACCOUNTS_ORIGIN and CATAPA_API_ORIGIN it is a real one;
CATAPA_SCOPE, CATAPA_BASIC=raw|form, CATAPA_PKCE=on|off and CATAPA_TENANTS=a,b are optional.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // If stderr is closed, the exit code still says it.
            let _ = writeln!(io::stderr(), "sign_in: {failure}.");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments = Arguments::read()?;
    if arguments.help {
        return Ok(writeln!(io::stdout(), "{HELP}")?);
    }
    match Settings::from_environment()? {
        Some(settings) => real::sign_in(&settings, &arguments),
        None => demonstration::sign_in(),
    }
}

/// 64 bytes that nobody can guess.
fn entropy() -> Result<[u8; 64], Failure> {
    let mut entropy = [0; 64];
    getrandom::fill(&mut entropy)?;
    Ok(entropy)
}

fn now() -> UnixTime {
    UnixTime::from(SystemTime::now())
}
