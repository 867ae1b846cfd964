//! The suite of `catapa-signin-http`, for every way to send: a test for each rule, and all of them as `OUTCOMES.md`.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::{env, fs, thread};

use catapa_adapter_tests::{Way, foreign};
use catapa_signin_http::conformance::{Report, check_rule, rules, tables};

/// What cannot be done over a client of the application's. `UreqSender::with_agent` and `ReqwestSender` say so.
const LIMITS: &[(Way, &str)] = &[
    (Way::UreqAgent, "a_reply_without_a_length_is_cut_short_unless_its_end_is_told"),
    (Way::UreqAgent, "a_server_that_speaks_no_tls_gets_no_request"),
    (Way::UreqAgent, "bytes_beyond_the_announced_end_are_not_believed"),
    (Way::Reqwest, "a_path_arrives_as_it_was_written"),
    (Way::Reqwest, "bytes_beyond_the_announced_end_are_not_believed"),
    (Way::Reqwest, "a_stream_that_the_server_disowns_was_not_sent"),
];

macro_rules! rules {
    ($($rule:ident,)+) => {
        $(#[test]
        fn $rule() {
            is_kept(stringify!($rule));
        })+

        #[test]
        fn every_rule_has_its_test() {
            assert!(rules().eq([$(stringify!($rule)),+]));
        }
    };
}

rules! {
    every_reply_to_a_code_has_its_outcome_after_exactly_one_request,
    every_reply_to_a_refresh_token_has_its_outcome_after_exactly_one_request,
    every_reply_of_the_api_has_its_outcome_after_exactly_one_request,
    a_failed_request_is_not_repeated_and_its_code_is_still_good,
    a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept,
    a_future_dropped_after_the_request_was_written_leaves_the_step_and_the_code_to_it,
    a_redirect_shows_a_second_host_not_one_byte,
    a_request_goes_as_it_was_written_without_a_cookie,
    a_path_arrives_as_it_was_written,
    an_error_shows_no_secret_and_names_nobody,
    a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such,
    a_reply_is_read_to_the_limit_and_refused_beyond_it,
    a_body_that_does_not_come_in_time_is_cut_short_and_its_status_is_heard,
    a_reply_without_a_length_is_cut_short_unless_its_end_is_told,
    nothing_is_sent_where_nobody_listens,
    tls_to_a_stranger_is_refused_until_its_certificate_is_trusted,
    a_server_that_stays_silent_in_tls_gets_no_request,
    a_server_that_speaks_no_tls_gets_no_request,
    http_on_this_machine_never_goes_through_a_proxy,
    https_goes_through_the_proxy_that_was_asked_for_which_sees_its_own_credentials_alone,
    nothing_is_sent_when_the_proxy_says_no,
    a_token_request_goes_over_a_connection_that_is_live_or_fresh,
    a_get_is_asked_once_more_at_most_and_a_token_request_never,
    bytes_beyond_the_announced_end_are_not_believed,
    no_reply_reaches_another_request,
    a_connection_serves_one_host,
    a_stream_that_the_server_disowns_was_not_sent,
    a_stream_that_is_reset_may_have_been_carried_out,
    a_reply_after_goaway_counts_and_the_next_request_goes_elsewhere,
    a_goaway_says_nothing_of_the_streams_that_it_leaves,
    a_flood_of_settings_ends_in_time,
}

/// Every one of our own ways keeps the rule, but for what is documented.
fn is_kept(rule: &str) {
    let reports = reports(rule);
    let is_as_documented = |(way, report): &(&Way, &Report)| report.is_clean() != LIMITS.contains(&(**way, rule));
    let others: Vec<_> = Way::ALL.iter().zip(reports.iter()).filter(|pair| !is_as_documented(pair)).collect();
    let others: Vec<_> = others.into_iter().map(|(_, report)| report.to_string()).collect();
    assert!(others.is_empty(), "{}", others.join("\n\n"));
}

/// What was found for a rule: our own ways first, then the clients of others. It is checked once.
fn reports(rule: &str) -> Reports {
    static SEEN: Mutex<BTreeMap<String, Arc<OnceLock<Reports>>>> = Mutex::new(BTreeMap::new());
    let seen = SEEN.lock().unwrap().entry(rule.to_owned()).or_default().clone();
    seen.get_or_init(|| check_all(rule)).clone()
}

type Reports = Arc<[Report]>;

fn check_all(rule: &str) -> Reports {
    let ours = Way::ALL.map(Way::under_test);
    let clients: Vec<_> = ours.into_iter().chain([foreign::awc(), foreign::curl()]).collect();
    thread::scope(|scope| {
        let check = |client| scope.spawn(move || check_rule(client, rule));
        let threads: Vec<_> = clients.iter().map(check).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

const HEAD: &str = "\
# The outcome, through every client

What CATAPA and the network may do to a request, and the typed outcome, for one request over a real socket; after it, the
other [rules of a client](../../adapters/http/src/lib.rs). `=` means that the client reaches the outcome, or keeps the rule.
`-` means that it does not do what the rule is about. **Anything else** is what was seen, and is explained below. HTTP/1.1 is
one column, with TLS and without. `awc` and `curl` are clients that nobody here wrote.

The test `every_adapter_reaches_the_same_outcome_for_every_row_after_exactly_one_request` writes these tables from what it
sees, and fails where they differ. If the rows have changed, it leaves the new file as `target/tmp/OUTCOMES.md`: read the
difference, and copy it here.
";

const FOOT: &str = "\
## What is in bold

- **An agent of ureq** (`UreqSender::with_agent`) does not tell whether TLS ended in order (*granted*), nor whether a handshake
  failed (*no reply*, though nothing was sent), nor what comes after a reply (*believed*). `UreqSender::with` does.
- **reqwest** (`ReqwestSender`) drops a segment of one dot from a path, and writes `'` as `%27` in a query (*rewritten*). It
  does not tell what comes after a reply (*believed*), nor that a server disowns a stream (*no reply*, though nothing was
  done). `HyperSender` does.
- **awc** reads no reply without a length (*reply.not_json*). It does not see what comes after a reply (*believed*), and takes
  it for the next one (*it is 6666*, which is somebody else). Over HTTP/2 it keeps a connection that has ended (*no reply*),
  and does not tell that a server disowns a stream. Give each of its requests a connection of its own.
- **curl** does not see what comes after a reply (*believed*), and takes it for the next one (*it is 6666*). Give each of its
  requests a connection of its own.
";

#[test]
fn every_adapter_reaches_the_same_outcome_for_every_row_after_exactly_one_request() {
    let by_rule: Vec<_> = rules().map(reports).collect();
    let clients = by_rule[0].len();
    let whole = (0..clients).map(|client| {
        let parts = by_rule.iter().map(|reports| reports[client].clone());
        parts.reduce(Report::and).unwrap()
    });
    let seen = format!("{HEAD}\n{}\n{FOOT}", tables(&whole.collect::<Vec<_>>()));

    let committed = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("OUTCOMES.md")).unwrap_or_default();
    if seen != committed {
        let new = Path::new(env!("CARGO_TARGET_TMPDIR")).join("OUTCOMES.md");
        fs::write(&new, seen).unwrap();
        panic!("OUTCOMES.md is out of date: cp {} tests/adapters/OUTCOMES.md", new.display());
    }
}

#[test]
fn a_proxy_in_the_environment_is_not_asked() {
    const RULE: &str = "tls_to_a_stranger_is_refused_until_its_certificate_is_trusted";
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", RULE]);
    for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "http_proxy", "https_proxy"] {
        child.env(name, &url);
    }
    let output = child.output().unwrap();
    assert!(output.status.success() && String::from_utf8(output.stdout).unwrap().contains("1 passed"));
    assert_eq!(proxy.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
