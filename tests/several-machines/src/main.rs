//! One machine of an application: an instance in a process of its own, over the Redis that all machines share.
//!
//! A test stops it at a point of its choice and kills it there. It takes orders on stdin, one a line, and ends when
//! stdin does. `time SECONDS` sets its clock. `hold before` and `hold after` stop the next token request: before it
//! leaves, or after CATAPA's reply. On stdout it says where it listens, when an order is done, when it is held, and
//! when it waits for another machine.

mod application;
mod orders;
mod redis;
mod sender;

use core::error::Error;
use core::time::Duration;
use std::io::{self, Write as _};
use std::{env, thread};

use application::Settings;
use orders::Orders;

/// An error that ends the machine: one clear sentence.
type SignInError = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), SignInError> {
    let settings = Settings {
        redis_url: variable("REDIS_URL")?,
        catapa_origin: variable("CATAPA_ORIGIN")?,
        redirect_uri: variable("REDIRECT_URI")?,
        patience: Duration::from_secs(variable("PATIENCE_SECS")?.parse()?),
    };
    let orders = Orders::default();
    let router = application::router(&settings, &orders).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    say(&format!("http://{}", listener.local_addr()?))?;
    thread::spawn(move || orders.carry_out(io::stdin().lines()));
    Ok(axum::serve(listener, router).await?)
}

fn variable(name: &str) -> Result<String, SignInError> {
    env::var(name).map_err(|_| format!("{name} is not set").into())
}

/// Tells the test. The test may be gone.
fn say(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
