//! The application under load, in a process of its own.

use std::env;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use axum::Router;
use axum::routing::get;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_axum::{SignInOptions, SignInWithCatapa, SignedIn, tower_sessions};
use catapa_signin_tokens::MemoryStore;
use tokio::net::TcpListener;

use crate::{ALLOCATOR, SignInError};

/// What makes a process the application.
pub(crate) const ARGUMENT: &str = "application";

pub(crate) const CALLBACK: &str = "/catapa/callback";

/// A page for people who are signed in: it says their name.
pub(crate) const PAGE: &str = "/hello";

/// What the application's process holds.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) bytes: i64,
    /// In the store of tokens.
    pub(crate) records: i64,
}

/// The application's process, as the run sees it. It ends with its stdin.
pub(crate) struct Application {
    process: Child,
    asked: ChildStdin,
    says: BufReader<ChildStdout>,
}

impl Application {
    /// Starts the process; and its origin.
    pub(crate) fn start() -> Result<(Self, String), SignInError> {
        let mut command = Command::new(env::current_exe()?);
        let mut process = command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (asked, says) = process.stdin.take().zip(process.stdout.take()).ok_or("the application has no pipes")?;
        let mut application = Self { process, asked, says: BufReader::new(says) };
        let origin = application.line()?;
        Ok((application, origin))
    }

    /// Now that CATAPA is there, it serves.
    pub(crate) fn go_on(&mut self, catapa_origin: &str) -> Result<(), SignInError> {
        writeln!(self.asked, "{catapa_origin}")?;
        self.held().map(drop)
    }

    pub(crate) fn held(&mut self) -> Result<Held, SignInError> {
        writeln!(self.asked)?;
        let line = self.line()?;
        let (bytes, records) = line.split_once(' ').ok_or("the application says something else")?;
        Ok(Held { bytes: bytes.parse()?, records: records.parse()? })
    }

    fn line(&mut self) -> Result<String, SignInError> {
        let mut line = String::new();
        if self.says.read_line(&mut line)? == 0 {
            return Err("the application has ended".into());
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the process does: says its origin, takes CATAPA's, and serves; a line asks what it holds.
#[tokio::main]
pub(crate) async fn serve() -> Result<(), SignInError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    say(&origin)?;
    let mut catapa_origin = String::new();
    io::stdin().read_line(&mut catapa_origin)?;
    let store = MemoryStore::new();
    let router = router(&format!("{origin}{CALLBACK}"), catapa_origin.trim(), store.clone())?;
    thread::spawn(move || {
        for _ in io::stdin().lines().map_while(Result::ok) {
            let counted = ALLOCATOR.stats();
            let held = counted.bytes_allocated.wrapping_sub(counted.bytes_deallocated);
            if say(&format!("{held} {}", store.len())).is_err() {
                break;
            }
        }
        std::process::exit(0)
    });
    Ok(axum::serve(listener, router).await?)
}

fn router(redirect_uri: &str, catapa_origin: &str, store: MemoryStore) -> Result<Router, SignInError> {
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri,
        endpoints: Endpoints::new(catapa_origin, catapa_origin),
        tenants: Tenants::Any,
        options: Options::default().pkce(true),
    })?;
    let catapa =
        SignInWithCatapa::new(client, HyperSender::tokio(SenderOptions::default())?, store, SignInOptions::default())?;
    Ok(Router::new()
        .route(PAGE, get(async |who: SignedIn| format!("hello {}", who.profile().name())))
        .merge(catapa.routes())
        .layer(catapa.session_layer(tower_sessions::MemoryStore::default()))
        .with_state(catapa))
}

fn say(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
