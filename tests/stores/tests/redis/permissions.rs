//! Passwords and permissions: what the page of the store says is enough, and no more.

use catapa_signin_tokens::{NotConnected, RedisStore, TokenStore as _, conformance};
use catapa_stores_tests::servers::RedisServer;

use crate::helpers::{AN_HOUR, not_done, options, put, told};

/// The line on the page of the store.
fn of_the_page() -> Vec<&'static str> {
    let page = include_str!("../../../../adapters/tokens/src/store/redis.rs");
    let line = page.lines().find_map(|line| line.strip_prefix("///   ACL SETUSER"));
    let words = line.expect("the page has the line").split(' ').filter(|word| !word.is_empty());
    ["ACL", "SETUSER"].into_iter().chain(words).collect()
}

fn url(server: &RedisServer) -> String {
    format!("redis://payroll:secret@127.0.0.1:{}", server.port())
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn the_permissions_on_its_page_are_enough_and_end_at_its_prefix() {
    let server = RedisServer::start();
    server.tell(&of_the_page());
    let connect = async || RedisStore::connect(&url(&server), options()).await.unwrap();
    conformance::check(&connect().await, &connect().await, "redis", tokio::time::sleep).await;

    for foreign in
        ["GET other:key", "SET other:key value", "EVAL return(redis.call('SET',KEYS[1],'value')) 1 other:key"]
    {
        let command: Vec<&str> = foreign.split(' ').collect();
        let port = server.port().to_string();
        let answer = std::process::Command::new("redis-cli")
            .args(["-p", &port, "--user", "payroll", "--pass", "secret", "--no-auth-warning"])
            .args(command)
            .output()
            .unwrap();
        let answer = String::from_utf8(answer.stdout).unwrap();
        assert!(answer.contains("NOPERM"), "{foreign}: {answer}");
    }
    let other = RedisStore::connect(&url(&server), options().prefix("other:")).await;
    assert!(matches!(other, Err(NotConnected::Refused { .. })), "{other:?}");
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn each_permission_on_its_page_is_needed() {
    let server = RedisServer::start();
    for word in of_the_page().iter().filter(|word| word.starts_with('+') && **word != "+role") {
        server.tell(&of_the_page());
        server.tell(&["ACL", "SETUSER", "payroll", &word.replace('+', "-")]);
        let round = async {
            let store = RedisStore::connect(&url(&server), options()).await.map_err(|why| told(&why))?;
            let key = word.trim_start_matches('+');
            let swap = store.compare_and_swap(key, None, Some(b"tokens"), AN_HOUR).await;
            let _ = swap.map_err(|why| not_done::<()>(Err(why)))?;
            let version = store.load(key).await.unwrap().map(|(version, _)| version);
            let removal = store.compare_and_swap(key, version, None, AN_HOUR).await;
            removal.map(|_| ()).map_err(|why| not_done::<()>(Err(why)))
        };
        let refused: Result<(), String> = round.await;
        let refused = refused.expect_err(word);
        assert!(refused.contains("NoPerm") || refused.contains("can't run this command"), "without {word}: {refused}");
    }
}

#[tokio::test]
#[ignore = "needs redis-server: tests/stores/run"]
async fn a_wrong_password_is_named_and_not_shown() {
    let server = RedisServer::with_options(&["--requirepass", "right"]);
    for login in ["", ":wr0ng-secret@", "nobody:wr0ng-secret@"] {
        let url = format!("redis://{login}127.0.0.1:{}", server.port());
        let why = RedisStore::connect(&url, options()).await.unwrap_err();
        assert!(matches!(why, NotConnected::Refused { .. }), "{why:?}");
        let sentence = format!("Redis at 127.0.0.1:{} does not let this application in: ", server.port());
        assert!(told(&why).starts_with(&sentence), "{}", told(&why));
        assert!(!format!("{why:?} {}", told(&why)).contains("wr0ng-secret"), "{why:?}");
    }
    let store = RedisStore::connect(&format!("redis://:right@127.0.0.1:{}", server.port()), options()).await.unwrap();
    put(&store, "session", None).await;
    let shown = format!("RedisStore {{ at: \"127.0.0.1:{}\", prefix: \"catapa-signin:\", .. }}", server.port());
    assert_eq!(format!("{store:?}"), shown);
}
