//! How many people sign in per second, and what each of them costs the server: `cargo run --release --example load`.
//!
//! The application runs in a process of its own, and counts the bytes that it holds. The stand-in for CATAPA and the
//! browsers run in this one; all of them share the machine. A person goes from a page of the application through
//! CATAPA's forms and back to that page: eight requests of her browser, and two of the application's to CATAPA. Whoever
//! has signed in begins anew, in a browser that knows nothing, until the count is reached: so many people at once, and
//! no more.
//!
//! Anything but a page with the person's name is an error; with one error the exit code is 1.

mod application;
mod browser;
mod crowd;
mod held;
mod table;

use core::error::Error;
use std::alloc::System;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use catapa_stand_in::StandIn;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use application::Application;
use browser::Site;

/// Counts the bytes that the application's process holds.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// People at once, and sign-ins: enough for percentiles, few enough to end within a minute on two cores.
const CROWDS: [(usize, usize); 3] = [(1, 500), (64, 3_000), (1_000, 3_000)];

/// Sockets that so many people need on either side, and their sign-ins at CATAPA.
const OPEN_FILES: u64 = 8_192;

type SignInError = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let outcome = if std::env::args().nth(1).as_deref() == Some(application::ARGUMENT) {
        application::serve().map(|()| ExitCode::SUCCESS)
    } else {
        run()
    };
    outcome.unwrap_or_else(|failure| {
        // The exit code says it too, where nobody reads stderr.
        let _ = writeln!(io::stderr(), "load: {failure}.");
        ExitCode::FAILURE
    })
}

#[tokio::main]
async fn run() -> Result<ExitCode, SignInError> {
    rlimit::increase_nofile_limit(OPEN_FILES)?;
    let (mut application, origin) = Application::start()?;
    let stand_in = StandIn::builder().redirect_uri(format!("{origin}{}", application::CALLBACK)).start()?;
    application.go_on(&stand_in.origin())?;
    let site = Arc::new(Site { application: origin, catapa: stand_in.origin() });

    let held = held::measure(&mut application, &site).await?;
    let mut rows = Vec::new();
    for (people, sign_ins) in CROWDS {
        rows.push(crowd::sign_in(&site, people, sign_ins).await?);
    }
    table::write(&mut io::stdout(), &rows, &held)?;
    Ok(if rows.iter().all(|row| row.all.errors.is_empty()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
