//! One process of a service, which refreshes tokens without a pause until its time is over, or it is killed:
//!
//! ```text
//! refresher STORE CATAPA CERTIFICATE_FILE PATIENCE_MS CALLERS SECONDS
//! ```
//!
//! It reads session keys from standard input, one a line, answers `ready?`, begins at `go`, and ends with its counts.

use core::time::Duration;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::sync::Arc;
use std::{env, fs};

use catapa_signin_tokens::SessionKey;
use catapa_stores_tests::refreshes::{Catapa, refresh};
use catapa_stores_tests::stores::{Failure, open};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [store, origin, certificate, patience, callers, seconds] = &arguments[..] else {
        return Err("usage: refresher STORE CATAPA CERTIFICATE_FILE PATIENCE_MS CALLERS SECONDS".into());
    };
    let catapa = Catapa { origin: origin.clone(), certificate_pem: fs::read_to_string(certificate)? };
    let store = open(store, Duration::from_secs(3)).await?;
    let keeper = catapa.keeper(store, Duration::from_millis(patience.parse()?), Duration::ZERO)?;
    let mut keys: Vec<SessionKey> = Vec::new();
    for line in stdin().lock().lines() {
        let line = line?;
        match line.as_str() {
            "ready?" => say("ready")?,
            "go" => break,
            key => keys.push(key.parse()?),
        }
    }
    let counts = refresh(&keeper, &Arc::from(keys), callers.parse()?, Duration::from_secs(seconds.parse()?)).await;
    keeper.settle().await;
    say(&counts.to_string())?;
    Ok(())
}

fn say(line: &str) -> std::io::Result<()> {
    let mut stdout = stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
