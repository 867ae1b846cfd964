//! What is logged during a real sign-in: nothing by our crates, and no secret by `ureq` at debug level.

use std::sync::{Mutex, PoisonError};

use catapa_adapter_tests::{Adapter, World};
use catapa_signin::Request;
use catapa_signin_ureq::{ReplyBuffer, SendError, Sender};
use catapa_stand_in::Path;
use log::{Level, LevelFilter, Log, Metadata, Record};

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

/// Letters and digits alone, so that no escape, quote or line break hides a secret.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// What may be logged by this crate at most, with all that is no letter or digit removed.
fn logged(level: Level, of: impl Fn(&str) -> bool) -> String {
    let logged = LOGGED.lock().unwrap();
    let lines = logged.iter().filter(|(at, target, _)| *at <= level && of(target));
    bare(&lines.map(|(_, _, text)| text.as_str()).collect::<String>())
}

#[test]
fn a_real_sign_in_logs_no_secret_at_debug_level_and_our_crates_log_nothing() {
    log::set_logger(&Everything).unwrap();
    let (world, adapter) = (World::default(), Ureq(Sender::new()));
    let have_code = world.have_code();
    // The browser is `ureq` as well here, and not the application.
    LOGGED.lock().unwrap().clear();
    log::set_max_level(LevelFilter::Trace);
    let mut reply = adapter.send(&have_code.token_request(world.now()).unwrap()).unwrap();
    let code = world.catapa.requests_to(Path::Token).pop().unwrap().form("code").unwrap();
    let tokens = have_code.finish(reply.as_reply(), world.now()).unwrap().hold_in::<String>().unwrap();
    let mut reply = adapter.send(&tokens.user_request()).unwrap();
    assert!(tokens.user(reply.as_reply()).is_ok());
    log::set_max_level(LevelFilter::Off);

    let access_token = tokens.step().expose_access_token();
    let refresh_token = tokens.step().expose_refresh_token().unwrap();
    // The last is base64 of "stand-in-client:stand-in-secret", as Basic credentials have it.
    let basic = "c3RhbmQtaW4tY2xpZW50OnN0YW5kLWluLXNlY3JldA";
    let secrets = [code.as_str(), access_token, refresh_token, "stand-in-secret", basic].map(bare);
    let debug = logged(Level::Debug, |_| true);
    assert!(debug.contains("oauthtoken"), "ureq logs at debug level what it sends: {debug}");
    for secret in &secrets {
        assert!(!debug.contains(secret), "{secret} in {debug}");
    }
    assert_eq!(logged(Level::Trace, |target| target.starts_with("catapa_signin")), "", "our crates log nothing");

    // SECURITY.md warns of it: at trace, rows of a few characters each hold the bytes on the wire.
    let wire = logged(Level::Trace, |target| target.starts_with("ureq_proto"));
    let pieces: Vec<&str> = (0..secrets[4].len() - 8).map(|from| &secrets[4][from..from + 8]).collect();
    assert!(pieces.iter().any(|piece| wire.contains(piece)), "should it ever stop, SECURITY.md can say so");
}
