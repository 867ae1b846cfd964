//! The store in Redis, against a server that the test starts.

use core::time::Duration;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::{env, fs, process};

use catapa_signin_tokens::{RedisStore, StoreError, Swap, TokenStore, Version, conformance};
use fred::clients::Client;
use fred::interfaces::{ClientLike as _, KeysInterface as _};
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy};

/// A `redis-server` on a free port, in a directory of its own, which loses nothing it has answered. It ends with the test.
struct Server {
    port: u16,
    directory: PathBuf,
    process: Child,
}

impl Server {
    fn start() -> Self {
        // If another program takes the port first, the server ends before it is ready.
        let started = (0..5).find_map(|_| {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let directory = env::temp_dir().join(format!("catapa-signin-redis-{}-{port}", process::id()));
            fs::create_dir_all(&directory).unwrap();
            Some(Self { port, process: spawn(port, &directory)?, directory })
        });
        started.expect("no redis-server became ready")
    }

    /// Ends the server as a power cut would.
    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.process = spawn(self.port, &self.directory).expect("redis-server became ready before");
    }

    async fn client(&self) -> Client {
        let config = Config::from_url(&format!("redis://127.0.0.1:{}", self.port)).unwrap();
        let mut builder = Builder::from_config(config);
        builder.with_performance_config(|config| config.default_command_timeout = Duration::from_millis(500));
        builder.set_policy(ReconnectPolicy::new_constant(0, 20));
        let client = builder.build().unwrap();
        client.init().await.unwrap();
        client
    }
}

/// Starts a server, and waits until it is ready.
fn spawn(port: u16, directory: &PathBuf) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"]).arg(directory);
    command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("redis-server is installed");
    let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    if lines.any(|line| line.contains("Ready to accept connections")) {
        // The server can go on writing only while somebody reads.
        std::thread::spawn(move || lines.for_each(drop));
        return Some(process);
    }
    let _ = process.wait();
    None
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

const AN_HOUR: Duration = Duration::from_secs(3_600);

async fn put(store: &impl TokenStore, key: &str, expected: Option<Version>, bytes: &[u8]) -> Version {
    match store.compare_and_swap(key, expected, Some(bytes), AN_HOUR).await {
        Ok(Swap::Swapped(Some(version))) => version,
        other => panic!("the swap is not done: {other:?}"),
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/several-machines/run"]
async fn the_store_in_redis_does_what_every_store_must() {
    let server = Server::start();
    let (one, other) = (RedisStore::new(server.client().await), RedisStore::new(server.client().await));
    conformance::check(&one, &other, "redis", tokio::time::sleep).await;
    let (one, other) = (one.prefix("another-application:"), other.prefix("another-application:"));
    conformance::check(&one, &other, "redis", tokio::time::sleep).await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/several-machines/run"]
async fn what_the_server_said_is_done_is_there_after_its_machine_lost_its_power() {
    let mut server = Server::start();
    let store = RedisStore::new(server.client().await);
    let version = put(&store, "session", None, b"new tokens").await;
    server.kill();
    assert!(store.load("session").await.is_err(), "it waits no longer than its client's time-out");
    let swap = store.compare_and_swap("session", Some(Version::new(1)), None, AN_HOUR).await;
    assert!(swap.is_err_and(|why| why.may_have_happened()), "the client may have sent it, or may still send it");

    server.start_again();
    let again = RedisStore::new(server.client().await);
    assert_eq!(again.load("session").await.unwrap(), Some((version, b"new tokens".to_vec())));
    put(&again, "session", Some(version), b"newer tokens").await;
}

#[tokio::test]
#[ignore = "needs redis-server: tests/several-machines/run"]
async fn keys_have_the_prefix_and_end_by_themselves_when_it_is_said() {
    let server = Server::start();
    let client = server.client().await;
    put(&RedisStore::new(client.clone()), "session", None, b"tokens").await;
    put(&RedisStore::new(client.clone()).prefix("payroll:"), "session", None, b"tokens").await;
    for key in ["catapa-signin:session", "payroll:session"] {
        let left: i64 = client.pttl(key).await.unwrap();
        assert!((3_590_000..=3_600_000).contains(&left), "{key}: {left} ms");
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/several-machines/run"]
async fn a_value_that_is_no_record_is_an_error_and_stays() {
    let server = Server::start();
    let client = server.client().await;
    let () = client.set("catapa-signin:session", "others", None, None, false).await.unwrap();
    let store = RedisStore::new(client.clone());
    assert!(matches!(store.load("session").await, Err(StoreError::NotDone(_))));
    let swap = store.compare_and_swap("session", None, Some(b"tokens"), AN_HOUR).await;
    assert_eq!(swap.unwrap(), Swap::Conflict);
    assert_eq!(client.get::<String, _>("catapa-signin:session").await.unwrap(), "others");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/several-machines/run"]
async fn a_store_in_redis_shows_its_prefix_alone() {
    let server = Server::start();
    let store = RedisStore::new(server.client().await).prefix("payroll:");
    assert_eq!(format!("{store:?}"), r#"RedisStore { prefix: "payroll:", .. }"#);
}
