//! What is logged, at the finest level of everything that runs here.

use std::io;
use std::sync::{Arc, Mutex};

use catapa_signin_axum::SignInOptions;
use catapa_signin_tokens::SealingKeys;
use catapa_stand_in::{Fault, Path};
use tower_sessions::SessionStore as _;
use tracing::Level;

use crate::application::Application;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_token_code_cookie_or_csrf_token_is_logged_at_any_level() {
    let log = Log::default();
    let writer = log.clone();
    // For the whole process, because the application has threads of its own.
    tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(move || writer.clone()).init();

    let application = Application::start();
    let mut browser = application.browser();
    let mut secrets = Vec::new();
    let mut keep = |text: &str| secrets.push(text.to_owned());
    application.stand_in.fault(Path::UsersMe, Fault::altered().member("email", r#"["planted@example.com"]"#));
    keep("planted@example.com");
    // A callback that is refused, one that fails, and one that succeeds.
    for fault in [Fault::altered(), Fault::oauth_error(400, "invalid_grant"), Fault::none()] {
        application.stand_in.fault(Path::Token, fault);
        let authorize_url = browser.begin("/catapa/sign-in");
        let callback = application.allow(&authorize_url);
        let parameters: Vec<(String, String)> =
            serde_urlencoded::from_str(callback.split_once('?').unwrap().1).unwrap();
        parameters.iter().filter(|(name, _)| name == "code" || name == "state").for_each(|(_, value)| keep(value));
        browser.cookies.iter().filter(|(_, value)| value.len() > 8).for_each(|(_, value)| keep(value));
        browser.get(&format!("{callback}&code=twice"));
        browser.get(&callback);
        browser.get(&callback);
    }
    let session = browser.session().unwrap().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let record = runtime.block_on(application.sessions.load(&session.parse().unwrap())).unwrap().unwrap();
    keep(&session);
    keep(record.data["catapa-signin"].as_str().unwrap());
    browser.click("/employees");
    application.stand_in.revoke_access_tokens();
    browser.click("/employees");
    browser.post("/catapa/sign-out");
    secrets.extend(application.tokens.lock().unwrap().iter().cloned());

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let omitted = "omitted=Omitted { username: false, email: true, employee: false, roles: false }";
    for told in
        ["a person goes to CATAPA", "a person is signed in", "a person is signed out", "refused.invalid_grant", omitted]
    {
        assert!(log.contains(told), "{told} is missing");
    }
    assert!(secrets.len() >= 15, "{}", secrets.len());
    for secret in &secrets {
        let line = log.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret}");
    }
}

#[test]
fn no_debug_shows_a_token_a_key_or_what_a_person_is_called() {
    let application = Application::start();
    let mut browser = application.signed_in();
    let options = SignInOptions::default().sealing_keys(SealingKeys::new([7; 32]));
    let shown = format!("{} {:?} {options:?}", browser.click("/debug").body, application.catapa);
    for told in ["SignedIn", "Profile", "gdplabs", "1001", "ApiCall", "SignInWithCatapa", "has_sealing_keys: true"] {
        assert!(shown.contains(told), "{told} is missing in {shown}");
    }
    let mut secrets = application.tokens.lock().unwrap().clone();
    secrets.push(browser.session().unwrap().to_owned());
    secrets.extend(["Siti", "siti", "stand-in-secret", "7, 7", "page=0"].map(str::to_owned));
    for secret in secrets {
        assert!(!shown.contains(&secret), "{secret} in {shown}");
    }
}
