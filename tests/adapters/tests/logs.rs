//! What is logged during a real sign-in: nothing by our crates, and no secret by any client at debug level.

use std::sync::{Mutex, PoisonError};

use catapa_adapter_tests::{Way, World};
use catapa_signin::Options;
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

/// Signs somebody in, and gives the secrets that were on the wire.
fn sign_in(way: Way, world: &World) -> [String; 5] {
    let adapter = world.catapa.certificate_pem().map_or_else(|| way.plain(), |pem| way.trusting(pem));
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
    [code.as_str(), access_token, refresh_token, "stand-in-secret", basic].map(bare)
}

/// Is there as much as a row of a dump of this secret?
fn leaks(logged: &str, secret: &str) -> bool {
    (0..secret.len() - 8).any(|from| logged.contains(&secret[from..from + 8]))
}

#[test]
fn a_real_sign_in_logs_no_secret_at_debug_level_and_our_crates_log_nothing() {
    log::set_logger(&Everything).unwrap();
    let both = |way| [(way, false), (way, true)];
    for (way, tls) in Way::OURS.into_iter().flat_map(both).chain([(Way::Closure, false)]) {
        let secrets = sign_in(way, &World::with(Options::default(), tls));
        let debug = logged(Level::Debug, |_| true);
        for secret in &secrets {
            assert!(!leaks(&debug, secret), "{way:?}: {secret} in {debug}");
        }
        assert_eq!(logged(Level::Trace, |target| target.starts_with("catapa_signin")), "", "our crates log nothing");

        // What was heard of, so that silence is not taken for discretion.
        let heard = match way {
            Way::Ureq => logged(Level::Debug, |target| target.starts_with("ureq")).contains("oauthtoken"),
            Way::Reqwest => {
                logged(Level::Debug, |target| target == "reqwest::connect").contains("startingnewconnection")
            }
            Way::HyperOnTokio => !logged(Level::Debug, |target| target.starts_with("hyper_util")).is_empty(),
            Way::HyperOnSmol => tls == !logged(Level::Debug, |target| target.starts_with("rustls")).is_empty(),
            Way::Closure => true,
        };
        assert!(heard, "{way:?} logs at debug level: {debug}");

        // SECURITY.md says so: at trace, `ureq_proto` has the bytes on the wire, in rows of a few characters each; the
        // others show none.
        let trace = logged(Level::Trace, |_| true);
        assert_eq!(secrets.iter().any(|secret| leaks(&trace, secret)), way == Way::Ureq, "{way:?}, TLS: {tls}");
    }
}
