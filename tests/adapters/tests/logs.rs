//! Logs of a real sign-in: our crates log nothing, and no client logs a secret at debug level.

use std::sync::{Mutex, PoisonError};

use catapa_adapter_tests::{Way, have_code, leak, now, send, stand_in};
use catapa_signin::{Freshness, Method, UnixTime};
use catapa_signin_http::conformance::Setup;
use catapa_stand_in::{Fault, Path};
use log::{Level, LevelFilter, Log, Metadata, Record};

/// A port where nobody listens.
const PROXY: &str = "http://user:planted-proxy-password@127.0.0.1:1";
/// Base64 of "user:planted-proxy-password".
const PROXY_BASIC: &str = "dXNlcjpwbGFudGVkLXByb3h5LXBhc3N3b3Jk";
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

/// What these targets logged, up to this level.
fn logged(level: Level, of: impl Fn(&str) -> bool) -> String {
    let logged = LOGGED.lock().unwrap();
    let lines = logged.iter().filter(|(at, target, _)| *at <= level && of(target));
    lines.map(|(_, _, text)| text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Records, at this level, a sign-in with all its requests: one is refused, one never answered. Gives the secrets in them.
fn listened(way: Way, tls: bool, level: LevelFilter) -> Vec<String> {
    let (catapa, client) = stand_in(tls);
    let (now, have_code) = (now(&catapa), have_code(&catapa, &client));
    let mut setup = Setup::default();
    setup.trusted_pem = catapa.certificate_pem().map(str::to_owned);
    let sender = way.sender(&setup);
    setup.proxy = Some(PROXY.to_owned());
    let proxied = way.sender(&setup);
    // The browser uses `ureq` here too, and is not what is tested.
    LOGGED.lock().unwrap().clear();
    log::set_max_level(level);
    let mut secrets = way.block_on(async {
        let mut reply = send(&sender, &have_code.token_request(now).unwrap()).await.unwrap();
        let code = catapa.requests_to(Path::Token).pop().unwrap().form("code").unwrap();
        let tokens = have_code.finish(reply.as_reply(), now).unwrap().to_owned_in::<String>().unwrap();
        let mut reply = send(&sender, &tokens.user_request()).await.unwrap();
        assert!(tokens.read_user(reply.as_reply()).is_ok());
        let mut secrets = vec![code, tokens.step().expose_access_token().to_owned()];
        // A secret as JSON in a body, and one that the server sends back in a header.
        let json = format!("{:?}", tokens.step().expose_refresh_token().unwrap());
        let elsewhere = format!("http://127.0.0.1:1/?token={}", secrets[1]);
        catapa.fault(Path::Employees, Fault::redirect(302, elsewhere));
        let request = tokens.api_request(Method::Post, "/core/v1/employees").unwrap().json(&json);
        assert!(send(&sender, &request).await.is_ok());
        // Twice, because it is asked once more.
        catapa.faults().times(2, Path::UsersMe, Fault::close());
        assert!(send(&sender, &tokens.user_request()).await.is_err());
        let Freshness::Expired(expired) = tokens.at(UnixTime::MAX) else { panic!("expired") };
        secrets.push(expired.step().expose_refresh_token().to_owned());
        catapa.fault(Path::Token, Fault::oauth_error(400, "invalid_grant"));
        assert!(send(&sender, &expired.refresh_request()).await.is_ok());
        // An http request ignores the proxy in the setup; an https request cannot reach it.
        assert_eq!(send(&proxied, &expired.refresh_request()).await.is_err(), tls);
        secrets
    });
    log::set_max_level(LevelFilter::Off);
    let planted = ["stand-in-secret", BASIC, "planted-proxy-password", PROXY_BASIC];
    secrets.extend(planted.map(str::to_owned));
    secrets
}

/// Only the letters and digits.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The first of these secrets of which ten letters and digits in a row were logged, as in a row of a dump.
fn row_of<'s>(logged: &str, secrets: &[&'s str]) -> Option<&'s str> {
    let logged = bare(logged);
    let is_shown = |secret: &&&str| {
        let secret = bare(secret);
        (0..=secret.len() - 10).any(|from| logged.contains(&secret[from..from + 10]))
    };
    secrets.iter().find(is_shown).copied()
}

/// Did the way log anything at all? If not, the test would prove nothing.
fn is_heard(way: Way, tls: bool, debug: &str) -> bool {
    match way {
        Way::Ureq => debug.contains("POST http"),
        Way::Reqwest => debug.contains("starting new connection"),
        // Only TLS logs anything.
        Way::HyperOnTokio | Way::HyperOnSmol => {
            tls != logged(Level::Debug, |target| target.starts_with("rustls")).is_empty()
        }
        Way::UreqAgent | Way::Closure => true,
    }
}

#[test]
fn a_real_sign_in_logs_no_secret_at_debug_level_and_our_crates_log_nothing() {
    log::set_logger(&Everything).unwrap();
    let both = |way| [(way, false), (way, true)];
    for (way, tls) in Way::OURS.into_iter().flat_map(both).chain([(Way::Closure, false)]) {
        for level in [LevelFilter::Debug, LevelFilter::Trace] {
            let secrets = listened(way, tls, level);
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let debug = logged(Level::Debug, |_| true);
            assert!(is_heard(way, tls, &debug), "{way:?} logs at debug level what it does: {debug}");
            assert_eq!(
                logged(Level::Trace, |target| target.starts_with("catapa_signin")),
                "",
                "our crates log nothing"
            );

            // SECURITY.md warns of it: at trace, `ureq_proto` writes the bytes on the wire, in rows of a few characters
            // each, and `ureq` redacts less. No other client does. Should that ever change, SECURITY.md can say so.
            let all = logged(Level::Trace, |_| true);
            if way == Way::Ureq && level == LevelFilter::Trace {
                assert!(row_of(&logged(Level::Trace, |target| target.starts_with("ureq_proto")), &secrets).is_some());
            } else {
                assert_eq!((leak(&all, &secrets), row_of(&all, &secrets)), (None, None), "{way:?}, TLS: {tls}: {all}");
            }
        }
    }
}
