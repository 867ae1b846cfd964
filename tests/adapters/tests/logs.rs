//! What is logged during a real sign-in: nothing by our crates, and no secret by `ureq` at debug level.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use catapa_adapter_tests::{Adapter, World, leak};
use catapa_signin::{Lifetime, Method, Request, UnixTime};
use catapa_signin_ureq::{ReplyBuffer, SendError, Sender, SenderOptions};
use catapa_stand_in::{Fault, Path};
use log::{Level, LevelFilter, Log, Metadata, Record};
use ureq::Proxy;

const TIMEOUT: Duration = Duration::from_millis(500);
const PROXY: &str = "http://user:planted-proxy-password@127.0.0.1:1";
const SECRET: &str = "stand-in-secret";
/// Base64 of "stand-in-client:stand-in-secret", as Basic credentials have it.
const BASIC: &str = "c3RhbmQtaW4tY2xpZW50OnN0YW5kLWluLXNlY3JldA";

/// Everything that was logged, with its level and where it came from.
static LOGGED: Mutex<Vec<(Level, String, String)>> = Mutex::new(Vec::new());

struct Everything;

impl Log for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = (record.level(), record.target().to_owned(), record.args().to_string());
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn flush(&self) {}
}

struct Ureq(Sender);

impl Adapter for Ureq {
    fn send(&self, request: &Request<'_>) -> Result<ReplyBuffer, SendError> {
        self.0.send(request)
    }
}

/// What was logged at this level at most, by whom it may concern.
fn logged(level: Level, of: impl Fn(&str) -> bool) -> String {
    let logged = LOGGED.lock().unwrap();
    let lines = logged.iter().filter(|(at, target, _)| *at <= level && of(target));
    lines.map(|(_, _, text)| text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Listens at this level to a sign-in with all its requests, one of them refused, one of them never answered: and gives
/// the secrets in them.
fn listened(level: LevelFilter) -> Vec<String> {
    let (world, adapter) = (World::default(), Ureq(Sender::with(SenderOptions::default().timeout(TIMEOUT))));
    let have_code = world.have_code();
    let proxied = Ureq(Sender::with(SenderOptions::default().timeout(TIMEOUT).proxy(Proxy::new(PROXY).unwrap())));
    // The browser is `ureq` as well here, and not the application.
    LOGGED.lock().unwrap().clear();
    log::set_max_level(level);
    let mut reply = adapter.send(&have_code.token_request(world.now()).unwrap()).unwrap();
    let code = world.catapa.requests_to(Path::Token).pop().unwrap().form("code").unwrap();
    let tokens = have_code.finish(reply.as_reply(), world.now()).unwrap().hold_in::<String>().unwrap();
    let mut reply = adapter.send(&tokens.user_request()).unwrap();
    assert!(tokens.user(reply.as_reply()).is_ok());
    let mut secrets = vec![code, tokens.step().expose_access_token().to_owned()];
    // As JSON in a body, and sent back in a header: a server may do that.
    let json = format!("{:?}", tokens.step().expose_refresh_token().unwrap());
    world.next(Path::Employees, &Fault::redirect(302, format!("http://127.0.0.1:1/?token={}", secrets[1])));
    let request = tokens.api_request(Method::Post, "/core/v1/employees").unwrap().json(&json);
    assert!(adapter.send(&request).is_ok());
    world.next(Path::UsersMe, &Fault::close());
    assert!(adapter.send(&tokens.user_request()).is_err());
    let Lifetime::Expired(expired) = tokens.at(UnixTime::MAX) else { panic!("expired") };
    secrets.push(expired.step().expose_refresh_token().to_owned());
    world.next(Path::Token, &Fault::oauth_error(400, "invalid_grant"));
    assert!(adapter.send(&expired.refresh_request()).is_ok());
    // No proxy is asked for this machine; it is in the settings all the same.
    assert!(proxied.send(&expired.refresh_request()).is_ok());
    log::set_max_level(LevelFilter::Off);
    secrets.extend([SECRET.to_owned(), BASIC.to_owned(), "planted-proxy-password".to_owned()]);
    secrets
}

#[test]
fn a_real_sign_in_logs_no_secret_at_debug_level_and_our_crates_log_nothing() {
    log::set_logger(&Everything).unwrap();
    for level in [LevelFilter::Debug, LevelFilter::Trace] {
        let secrets = listened(level);
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let debug = logged(Level::Debug, |_| true);
        assert!(debug.contains("POST http://127.0.0.1"), "ureq logs at debug level what it sends: {debug}");
        if level == LevelFilter::Debug {
            assert_eq!(leak(&debug, &secrets), None, "{debug}");
        }
        assert_eq!(logged(Level::Trace, |target| target.starts_with("catapa_signin")), "", "our crates log nothing");
    }

    // SECURITY.md warns of it: at trace, rows of a few characters each hold the bytes on the wire.
    let wire = logged(Level::Trace, |target| target.starts_with("ureq_proto"));
    let wire: String = wire.chars().filter(char::is_ascii_alphanumeric).collect();
    let pieces: Vec<&str> = (0..BASIC.len() - 8).map(|from| &BASIC[from..from + 8]).collect();
    assert!(pieces.iter().any(|piece| wire.contains(piece)), "should it ever stop, SECURITY.md can say so");
}
