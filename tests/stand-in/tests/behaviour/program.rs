//! The program, as another program starts it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use catapa_stand_in::{Person, PersonError};

use crate::application::parameter;

/// A program that ends with the test.
struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    origin: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let origin = line.trim_end().strip_prefix("ready ").expect("ready").to_owned();
        assert_eq!(line, format!("ready {origin}\n"));
        Self { child, stdout, origin }
    }

    fn authorize_url(&self, client_id: &str, redirect_uri: &str) -> String {
        let parameters = [
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("scope", ""),
            ("state", "s"),
        ];
        let query = serde_urlencoded::to_string(parameters).unwrap();
        format!("{}/oauth2/authorize?{query}", self.origin)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catapa-stand-in"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn it_says_ready_and_serves_what_it_was_told() {
    let program = Program::start(&[
        "--listen=127.0.0.1:0",
        "--client-id=app",
        "--client-secret=s3cret",
        "--redirect-uri=http://127.0.0.1:9/one",
        "--redirect-uri=http://127.0.0.1:9/two",
    ]);
    assert!(program.origin.starts_with("http://127.0.0.1:"));
    let siti = Person::new("siti", "rahasia");
    for uri in ["http://127.0.0.1:9/one", "http://127.0.0.1:9/two"] {
        let callback = siti.allow(&program.authorize_url("app", uri)).unwrap();
        assert!(callback.starts_with(&format!("{uri}?code=")));
        assert_eq!(parameter(&callback, "tenant").unwrap(), "gdplabs");
    }
    let stuck = siti.allow(&program.authorize_url("app", "http://127.0.0.1:9/three"));
    assert!(matches!(stuck, Err(PersonError::Stuck { status: 400, .. })));
}

#[test]
#[cfg(unix)]
fn sigint_and_sigterm_end_it_in_peace() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[]);
        let pid = program.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert_eq!(program.child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        program.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn tls_comes_with_a_certificate_in_a_file() {
    let name = format!("catapa-stand-in-{}.pem", std::process::id());
    let file = std::env::temp_dir().join(name);
    let program = Program::start(&["--tls", "--certificate-file", file.to_str().unwrap()]);
    let certificate = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(program.origin.starts_with("https://127.0.0.1:"));
    let siti = Person::new("siti", "rahasia").trusting(&certificate).unwrap();
    let url = program.authorize_url("stand-in-client", "http://localhost:3000/callback");
    assert!(siti.allow(&url).is_ok());
}

#[test]
fn a_fault_on_the_command_line_is_scripted() {
    let program = Program::start(&[
        "--fault=authorize=callback-error:server_error",
        "--fault=authorize=status:503*2",
        "--fault=login=reset",
    ]);
    let siti = Person::new("siti", "rahasia");
    let allow = || siti.allow(&program.authorize_url("stand-in-client", "http://localhost:3000/callback"));
    assert_eq!(parameter(&allow().unwrap(), "error").unwrap(), "server_error");
    for _ in 0..2 {
        assert!(matches!(allow(), Err(PersonError::Stuck { status: 503, .. })));
    }
    assert!(matches!(allow(), Err(PersonError::NoAnswer(_))));
    assert!(allow().is_ok());
}

#[test]
fn faults_of_connections_and_streams_have_names_on_the_command_line() {
    let program = Program::start(&[
        "--fault=users-me=surplus:more",
        "--fault=users-me=stray-after:stray",
        "--fault=users-me=settings-flood:9",
        "--fault=users-me=reply-on-unopened-stream:{}",
        "--fault=users-me=goaway-then-reply",
        "--fault=users-me=ends-with-connection",
        "--fault=users-me=ends-without-close-notify",
        "--fault=users-me=close-after",
        "--fault=users-me=refuse-stream",
        "--fault=users-me=refuse-by-goaway",
        "--fault=users-me=reset-stream:8",
    ]);
    let address = program.origin.trim_start_matches("http://");
    let (no_http2, whole) = ("The fault needs HTTP/2.", "}");
    for end in ["}more", "}stray", no_http2, no_http2, whole, whole, whole, whole, "", "", ""] {
        let mut socket = TcpStream::connect(address).unwrap();
        write!(socket, "GET /v1/users/me HTTP/1.1\r\nHost: catapa\r\nConnection: close\r\n\r\n").unwrap();
        let mut reply = String::new();
        socket.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(end) && reply.is_empty() == end.is_empty(), "{end}: {reply}");
    }
}

#[test]
fn what_it_does_not_know_ends_with_two_and_one_line() {
    for (arguments, word) in [
        (vec!["--nope"], "--nope"),
        (vec!["stray"], "stray"),
        (vec!["--listen", "nowhere"], "nowhere"),
        (vec!["--fault", "token=nonsense"], "nonsense"),
        (vec!["--fault", "cellar=reset"], "cellar"),
        (vec!["--certificate-file", "x.pem"], "--tls"),
        (vec!["--http1-only"], "--tls"),
        (vec!["--fault", "token=reset-stream:soon"], "soon"),
    ] {
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""));
        assert!(stderr.starts_with("catapa-stand-in: "), "{stderr}");
        assert!(stderr.contains(word), "{stderr}");
        assert!(!stderr.contains("error: "), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn what_it_cannot_do_ends_with_one_and_one_line() {
    let program = Program::start(&[]);
    let taken = program.origin.trim_start_matches("http://");
    for arguments in [vec!["--listen", taken], vec!["--redirect-uri", "/relative"]] {
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!((code, stdout.as_str(), stderr.lines().count()), (Some(1), "", 1), "{stderr}");
    }
}

#[test]
fn help_names_every_option_and_the_people() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for part in
        ["--listen", "--redirect-uri", "--certificate-file", "--http1-only", "--fault", "siti", "rahasia", "ready"]
    {
        assert!(help.contains(part), "{part}");
    }
}
