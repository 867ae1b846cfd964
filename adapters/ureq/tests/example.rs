//! The example `sign_in` as a user meets it: a program with arguments, variables, output and an exit code. Its CATAPA runs
//! in another process, which is this one.

use core::time::Duration;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use catapa_stand_in::{Fault, Path, StandIn};
use serde_json::{Value, json};

/// Cargo builds the examples of a package before its tests, and next to them.
fn example() -> Command {
    let tests = std::env::current_exe().unwrap();
    let profile: PathBuf = tests.ancestors().nth(2).unwrap().into();
    let mut command = Command::new(profile.join("examples").join("sign_in"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CATAPA_")) {
        command.env_remove(name);
    }
    command
}

/// A port that the system picked, for the redirect URI.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The example, waiting for its callback.
struct Waiting {
    catapa: StandIn,
    port: u16,
    child: Child,
    stdout: BufReader<ChildStdout>,
    authorize_url: String,
}

impl Waiting {
    /// Another program may take the port before the example does, so there are several tries.
    fn new(arguments: &[&str]) -> Self {
        (0..5).find_map(|_| Self::on_a_free_port(arguments)).expect("the address to open")
    }

    fn on_a_free_port(arguments: &[&str]) -> Option<Self> {
        let port = free_port();
        let redirect_uri = format!("http://127.0.0.1:{port}/callback");
        let catapa = StandIn::builder().client_secret("s3cret: +%/~").redirect_uri(&redirect_uri).start().unwrap();
        let mut child = example()
            .arg("--no-browser")
            .args(arguments)
            .env("CATAPA_CLIENT_ID", "stand-in-client")
            .env("CATAPA_CLIENT_SECRET", "s3cret: +%/~")
            .env("CATAPA_REDIRECT_URI", &redirect_uri)
            .env("CATAPA_ACCOUNTS_ORIGIN", catapa.origin())
            .env("CATAPA_API_ORIGIN", catapa.origin())
            .env("CATAPA_TENANTS", "catapa, gdplabs")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(authorize_url) = line.trim_end().strip_prefix("open: ").map(str::to_owned) else {
            child.wait().unwrap();
            return None;
        };
        Some(Self { catapa, port, child, stdout, authorize_url })
    }

    /// Requests `target` at the redirect URI's address, and gives the whole answer.
    fn visit(&self, target: &str) -> String {
        self.say(&format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port))
    }

    fn say(&self, request: &str) -> String {
        let mut connection = self.knock();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    /// A connection that says nothing yet.
    fn knock(&self) -> TcpStream {
        let connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        connection
    }

    /// Where CATAPA sends the browser after siti allows it.
    fn callback(&self) -> String {
        self.target(&self.catapa.sign_in_as("siti").allow(&self.authorize_url).unwrap())
    }

    fn target(&self, callback: &str) -> String {
        callback.strip_prefix(&format!("http://127.0.0.1:{}", self.port)).unwrap().to_owned()
    }

    /// What the program prints after the address, and how it ends.
    fn end(mut self) -> (Vec<Value>, Output) {
        let lines = self.stdout.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
        let mut stderr = Vec::new();
        self.child.stderr.take().unwrap().read_to_end(&mut stderr).unwrap();
        (lines, Output { status: self.child.wait().unwrap(), stdout: Vec::new(), stderr })
    }

    /// The program fails, and says why in one sentence.
    fn fails_with(self, sentence: &str) {
        let (lines, output) = self.end();
        assert_eq!(lines, [] as [Value; 0]);
        assert!(!output.status.success());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("sign_in: {sentence}.\n"));
    }
}

#[test]
fn with_nothing_set_it_shows_a_sign_in_through_all_five_steps() {
    let output = example().output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for expected in
        ["Unstarted", "AwaitingCallback", "HaveCode", "Authorized", "Expired", "gdplabs", "siti", "Refreshed"]
    {
        assert!(stdout.contains(expected), "{expected} is missing in:\n{stdout}");
    }
    for secret in ["stand-in-secret", "eyJ", "code="] {
        assert!(!stdout.contains(secret), "{secret} is shown in:\n{stdout}");
    }
}

#[test]
fn a_person_signs_in_and_the_profile_is_one_json_line() {
    let waiting = Waiting::new(&[]);
    let page = waiting.visit(&waiting.callback());
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("You are signed in"), "{page}");

    let (lines, output) = waiting.end();
    assert!(output.status.success());
    let [profile] = lines.as_slice() else { panic!("one line: {lines:?}") };
    assert_eq!(profile["tenant"], "gdplabs");
    assert_eq!(profile["user"]["username"], "siti");
    assert_eq!(profile["user"]["employee"], json!({"id": "e-1001", "name": "Siti Rahayu"}));
    assert!(profile["expires_at"].is_u64());
}

#[test]
fn a_refresh_is_a_second_line_with_the_new_end() {
    let waiting = Waiting::new(&["--refresh"]);
    waiting.catapa.faults().next(Path::Token, Fault::altered().member("expires_in", "3600"));
    waiting.catapa.faults().next(Path::Token, Fault::altered().member("expires_in", "7200"));
    waiting.visit(&waiting.callback());
    let (lines, output) = waiting.end();
    assert!(output.status.success());
    let [profile, refreshed] = lines.as_slice() else { panic!("two lines: {lines:?}") };
    let longer = refreshed["expires_at"].as_u64().unwrap() - profile["expires_at"].as_u64().unwrap();
    assert!((3600..3660).contains(&longer), "{longer}");
}

#[test]
fn a_thousand_stray_and_forged_hits_and_sixteen_silent_connections_change_nothing() {
    let waiting = Waiting::new(&[]);
    let silent: Vec<TcpStream> = (0..16).map(|_| waiting.knock()).collect();
    for index in 0..250 {
        assert!(waiting.visit("/favicon.ico").starts_with("HTTP/1.1 404"));
        assert!(waiting.visit("/callback").starts_with("HTTP/1.1 400"));
        assert!(waiting.visit("/callback?error=access_denied&state=guess").starts_with("HTTP/1.1 400"));
        let forged = format!("/callback?code=stolen&tenant=gdplabs&state=guess{index}");
        assert!(waiting.visit(&forged).starts_with("HTTP/1.1 400"));
    }
    let page = waiting.visit(&waiting.callback());
    assert!(page.contains("You are signed in"), "{page}");
    assert!(waiting.end().1.status.success());
    drop(silent);
}

#[test]
fn nothing_but_a_get_of_the_exact_path_with_our_host_is_looked_at() {
    let waiting = Waiting::new(&[]);
    let (callback, port) = (waiting.callback(), waiting.port);
    for request in [
        format!("POST {callback} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        format!("GET {callback} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
        format!("GET {callback} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        format!("GET {callback} HTTP/1.1\r\n\r\n"),
        format!("GET /x{callback} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
        "not http at all\r\n\r\n".to_owned(),
    ] {
        assert!(waiting.say(&request).starts_with("HTTP/1.1 404"), "{request}");
    }
    assert_eq!(waiting.catapa.count(Path::Token), 0);
    assert!(waiting.visit(&callback).contains("You are signed in"));
    assert!(waiting.end().1.status.success());
}

#[test]
fn no_page_has_anything_of_the_strangers_in_it() {
    let waiting = Waiting::new(&[]);
    let page =
        waiting.visit("/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=x");
    assert!(!page.contains("script") && !page.contains("access_denied"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'none'") && page.contains("Cache-Control: no-store"));
    waiting.visit(&waiting.callback());
    assert!(waiting.end().1.status.success());
}

#[test]
fn a_denial_is_one_sentence_and_a_failure() {
    let waiting = Waiting::new(&[]);
    let denied = waiting.target(&waiting.catapa.sign_in_as("siti").deny(&waiting.authorize_url).unwrap());
    assert!(waiting.visit(&denied).contains("You are not signed in"));
    waiting.fails_with("the request for permission was denied");
}

#[test]
fn a_refused_code_is_one_sentence_and_a_failure() {
    let waiting = Waiting::new(&[]);
    waiting.catapa.fault(Path::Token, Fault::oauth_error(400, "invalid_grant"));
    assert!(waiting.visit(&waiting.callback()).contains("The sign-in failed"));
    waiting.fails_with("this sign-in was used before, took too long, or was revoked");
}

#[test]
fn a_variable_that_is_missing_is_named() {
    let output = example().env("CATAPA_CLIENT_ID", "stand-in-client").output().unwrap();
    assert!(!output.status.success());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("sign_in: CATAPA_CLIENT_SECRET is not set"), "{stderr}");
}

#[test]
fn an_empty_name_among_the_tenants_is_named_by_its_place() {
    for (tenants, number) in [("a,,b", 2), ("", 1), ("a, b,", 3)] {
        let output = example()
            .env("CATAPA_CLIENT_ID", "stand-in-client")
            .env("CATAPA_CLIENT_SECRET", "stand-in-secret")
            .env("CATAPA_REDIRECT_URI", "http://127.0.0.1:3000/callback")
            .env("CATAPA_ACCOUNTS_ORIGIN", "http://127.0.0.1:1")
            .env("CATAPA_API_ORIGIN", "http://127.0.0.1:1")
            .env("CATAPA_TENANTS", tenants)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{tenants:?}");
        let sentence = format!("sign_in: tenant {number} of CATAPA_TENANTS is empty.\n");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), sentence);
    }
}
