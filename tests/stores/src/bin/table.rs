//! Makes one table of what `cargo test` printed about `tests/every_store.rs`: each store, its server's version as the server
//! says it, and what the suite found. Ends with 0 if nothing is red.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::process::ExitCode;

use catapa_stores_tests::stores::{Failure, Kind};

/// The suites, and the tests of them.
const SUITES: [(&str, &str); 3] = [
    ("`check`", "it_does_what_every_store_must"),
    ("`check_network`", "it_guesses_nothing_when_the_network_is_in_trouble"),
    ("`check_killed`", "a_killed_process_leaves_the_old_or_the_new"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Failure> {
    let mut printed = Vec::new();
    for line in stdin().lock().lines() {
        printed.push(line?);
    }
    let found = |kind: Kind, test| {
        let begins = format!("test {}::{test} ... ", kind.module());
        printed.iter().find_map(|line| line.strip_prefix(&begins))
    };
    let mut out = stdout().lock();
    writeln!(out, "| Store | Server | {} |", SUITES.map(|(suite, _)| suite).join(" | "))?;
    writeln!(out, "|---|---|---|---|---|")?;
    let mut is_green = true;
    for kind in Kind::ALL {
        let version = kind.start().version().await?;
        let cells = SUITES.map(|(_, test)| match found(kind, test) {
            Some("ok") => "green",
            Some(_) => "RED",
            None => "-",
        });
        is_green &= cells[0] == "green" && !cells.contains(&"RED");
        writeln!(out, "| {kind} | {version} | {} |", cells.join(" | "))?;
    }
    Ok(if is_green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
