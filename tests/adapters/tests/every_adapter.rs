//! What is true of every adapter, over real sockets.

use core::time::Duration;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use catapa_adapter_tests::{Adapter, Ready, Setup, World, code_rows};
use catapa_signin::reply::{Ambiguity, BodyFault};
use catapa_signin::{ApiError, Method, NotGranted, Options};
use catapa_signin_http::SendError;
use catapa_stand_in::{Fault, Path};

fn over_tls() -> (World, String) {
    let world = World::with(Options::default(), true);
    let pem = world.catapa.certificate_pem().unwrap().to_owned();
    (world, pem)
}

#[test]
fn every_outcome_is_the_same_over_tls() {
    thread::scope(|scope| {
        for adapter in Adapter::OURS {
            scope.spawn(move || {
                for row in code_rows() {
                    let (world, pem) = over_tls();
                    world.next(Path::Token, &row.fault);
                    assert_eq!(
                        world.exchange(&adapter.trusting(&pem)),
                        row.expected,
                        "{}: {}",
                        adapter.name(),
                        row.name
                    );
                    assert_eq!(world.catapa.count(Path::Token), 1, "{}: {}", adapter.name(), row.name);
                }
            });
        }
    });
}

#[test]
fn a_client_of_the_applications_reaches_the_same_outcomes() {
    let ready = Adapter::over_an_agent(None);
    for row in code_rows() {
        let world = World::default();
        world.next(Path::Token, &row.fault);
        assert_eq!(world.exchange(&ready), row.expected, "{}", row.name);
        assert_eq!(world.catapa.count(Path::Token), 1, "{}", row.name);
    }
}

#[test]
fn a_code_that_was_handed_back_is_still_good() {
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        world.next(Path::Token, &Fault::reset());
        let have_code = world.have_code();
        assert!(ready.send(&have_code.token_request(world.now()).unwrap()).is_err(), "{adapter:?}");
        let mut reply = ready.send(&have_code.token_request(world.now()).unwrap()).unwrap();
        assert!(have_code.finish(reply.as_reply(), world.now()).is_ok(), "{adapter:?}");
    }
}

#[test]
fn a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept() {
    for adapter in Adapter::ALL {
        let world = World::default();
        world.next(Path::Token, &Fault::none());
        world.next(Path::Token, &Fault::silence().carried_out());
        assert_eq!(world.refresh(&adapter.plain()), "no reply, refresh token kept", "{adapter:?}");
        assert_eq!(world.catapa.count(Path::Token), 1, "{adapter:?}");
    }
}

#[test]
fn over_a_script_of_troubles_one_request_meets_one_of_them_and_its_error_is_the_first() {
    for adapter in Adapter::ALL {
        let world = World::default();
        let troubles = [Fault::reset(), Fault::answer(503), Fault::oauth_error(400, "invalid_grant"), Fault::none()];
        troubles.iter().for_each(|trouble| world.next(Path::Token, trouble));
        let outcomes = [(); 4].map(|()| world.exchange(&adapter.plain()));
        let expected =
            ["no reply, code kept", "unclear: reply.status 503, code kept", "refused: invalid_grant, over", "granted"];
        assert_eq!(outcomes, expected, "{adapter:?}");
        assert_eq!(world.catapa.count(Path::Token), 4, "{adapter:?}");
    }
}

#[test]
fn nothing_is_sent_where_nobody_listens() {
    for adapter in Adapter::ALL {
        let World { catapa, client } = World::default();
        let have_code = World::have_code_of(&catapa, &client);
        let request = have_code.token_request(have_code.step().accepted_at()).unwrap();
        drop(catapa);
        assert!(matches!(adapter.plain().send(&request), Err(SendError::NotSent(_))), "{adapter:?}");
    }
}

#[test]
fn a_redirect_shows_a_second_host_not_one_byte() {
    for adapter in Adapter::ALL {
        a_redirect_is_the_reply(&adapter.plain());
    }
    a_redirect_is_the_reply(&Adapter::over_an_agent(None));
}

fn a_redirect_is_the_reply(ready: &Ready) {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let world = World::default();
        let url = format!("http://{}/oauth/token", elsewhere.local_addr().unwrap());
        world.next(Path::Token, &Fault::redirect(status, url));
        assert_eq!(world.exchange(ready), format!("unclear: reply.status {status}, code kept"));
        assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

#[test]
fn tls_to_a_stranger_is_refused_until_its_certificate_is_trusted() {
    for adapter in Adapter::OURS {
        let (world, pem) = over_tls();
        assert_eq!(world.exchange(&adapter.plain()), "not sent, code kept", "{adapter:?}");
        let (_, of_another) = over_tls();
        assert_eq!(world.exchange(&adapter.trusting(&of_another)), "not sent, code kept", "{adapter:?}");
        assert_eq!(world.catapa.count(Path::Token), 0, "{adapter:?}");
        assert_eq!(world.exchange(&adapter.trusting(&pem)), "granted", "{adapter:?}");
    }
}

#[test]
fn a_server_that_stays_silent_in_tls_gets_no_request() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = World::client_at(&format!("https://{}", silent.local_addr().unwrap()));
    let have_code = World::made_up_code(&client);
    for adapter in Adapter::OURS {
        let setup = Setup {
            connect_timeout: Some(Duration::from_millis(100)),
            timeout: Some(Duration::from_secs(60)),
            ..Setup::default()
        };
        let began = Instant::now();
        let sent = adapter.with(setup).send(&have_code.token_request(have_code.step().accepted_at()).unwrap());
        assert!(matches!(sent, Err(SendError::NotSent(_))), "{adapter:?}: {sent:?}");
        assert!(began.elapsed() < Duration::from_secs(30), "{adapter:?}");
    }
}

#[test]
fn a_server_that_speaks_no_tls_gets_no_request() {
    for adapter in Adapter::OURS {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = World::client_at(&format!("https://{}", listener.local_addr().unwrap()));
        let heard = thread::spawn(move || {
            let mut heard = vec![0; 4_096];
            let (mut stream, _) = listener.accept().unwrap();
            let length = stream.read(&mut heard).unwrap();
            stream.write_all(b"HTTP/1.1 400 Speak HTTP\r\n\r\n").unwrap();
            heard.truncate(length);
            let _ = stream.read_to_end(&mut heard);
            heard
        });
        let have_code = World::made_up_code(&client);
        let sent = adapter.plain().send(&have_code.token_request(have_code.step().accepted_at()).unwrap());
        assert!(matches!(sent, Err(SendError::NotSent(_))), "{adapter:?}: {sent:?}");
        let heard = heard.join().unwrap();
        assert_eq!(heard.first(), Some(&0x16), "{adapter:?} begins a handshake");
        assert!(!heard.windows(7).any(|bytes| bytes == b"made-up" || bytes == b"POST /o"), "{adapter:?}");
    }
}

/// A server that gives this answer once it is asked, and never hangs up.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let answered = |mut stream: TcpStream| {
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(answer.as_bytes());
            stream
        };
        listener.incoming().flatten().map(answered).collect::<Vec<_>>()
    });
    origin
}

#[test]
fn a_body_that_does_not_come_in_time_is_cut_short_and_its_status_is_heard() {
    let granted = World::client_at(&answering("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"access_token\":"));
    let limited = World::client_at(&answering("HTTP/1.1 429 Wait\r\nretry-after: 7\r\ncontent-length: 99\r\n\r\n{"));
    for adapter in Adapter::ALL {
        let outcome = |client| {
            let have_code = World::made_up_code(client);
            let now = have_code.step().accepted_at();
            let mut reply = adapter.plain().send(&have_code.token_request(now).unwrap()).unwrap();
            have_code.finish(reply.as_reply(), now).map(|_| ()).unwrap_err()
        };
        let why = outcome(&granted);
        let cut_short = Ambiguity::Unreadable(BodyFault::CutShort);
        assert!(matches!(why, NotGranted::Ambiguous { ref why, .. } if *why == cut_short), "{adapter:?}: {why:?}");
        let why = outcome(&limited);
        assert!(matches!(why, NotGranted::RateLimited { .. }), "{adapter:?}: {why:?}");
    }
}

#[test]
fn a_long_api_reply_is_read_to_the_limit_that_the_caller_sets_and_refused_beyond_it() {
    const LENGTH: usize = 1 << 20;
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        let authorized = world.authorized(&ready);
        for limit in [LENGTH - 1, LENGTH] {
            world.next(Path::Employees, &Fault::altered().padded_to(LENGTH));
            let request = authorized.api_request(Method::Get, "/core/v1/employees").unwrap().with_reply_limit(limit);
            let mut reply = ready.send(&request).unwrap();
            match authorized.read_api(reply.as_reply()) {
                Ok(reply) => assert_eq!((reply.body().len(), limit), (LENGTH, LENGTH), "{adapter:?}"),
                Err(ApiError::Unreadable(BodyFault::OverLimit)) => assert!(limit < LENGTH, "{adapter:?}"),
                Err(other) => panic!("{adapter:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_path_arrives_as_it_was_written_though_reqwest_escapes_a_quote_and_drops_a_dot() {
    const PATH: &str = "/v1/./a%2Fb:c@d;e,f=g!$&'()*+~_-.h";
    const QUERY: &str = "name=O'Hara&at=/?:@!$()*,;=%20%27";
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        let authorized = world.authorized(&ready);
        let target = format!("{PATH}?{QUERY}");
        assert!(ready.send(&authorized.api_request(Method::Get, &target).unwrap()).is_ok(), "{adapter:?}");
        let arrived = world.catapa.requests_to(Path::Unknown).pop().unwrap();
        let expected = match adapter {
            Adapter::Reqwest => (PATH.replace("/./", "/"), QUERY.replace('\'', "%27")),
            _ => (PATH.to_owned(), QUERY.to_owned()),
        };
        assert_eq!((arrived.path, arrived.query.unwrap()), expected, "{adapter:?}");
    }
}

#[test]
fn requests_carry_no_cookie_say_who_asks_and_ask_for_no_encoding() {
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        let answer = Fault::altered().header("set-cookie", "tracked=yes; Path=/");
        world.catapa.faults().always(Path::Token, answer);
        assert_eq!(world.exchange(&ready), "granted");
        assert_eq!(world.exchange(&ready), "granted");
        for request in world.catapa.requests_to(Path::Token) {
            assert_eq!(request.header("cookie"), None, "{adapter:?}");
            assert_eq!(request.header("user-agent"), Some("catapa-signin/0.1.0"), "{adapter:?}");
            assert_eq!(request.header("accept-encoding"), Some("identity"), "{adapter:?}");
            let close = (adapter != Adapter::Ureq).then_some("close");
            assert_eq!(request.header("connection"), close, "{adapter:?}");
            assert_eq!(request.header("accept"), Some("application/json"), "{adapter:?}");
            assert_eq!(request.header("tenant"), Some("gdplabs"), "{adapter:?}");
            assert_eq!(request.basic().as_deref(), Some("stand-in-client:stand-in-secret"), "{adapter:?}");
        }
    }
}

#[test]
fn a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such() {
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        world.next(Path::Token, &Fault::altered().header("content-encoding", "gzip").body(*b"\x1f\x8b\x08\0"));
        assert_eq!(world.exchange(&ready), "unclear: reply.encoded, code kept", "{adapter:?}");
    }
}

#[test]
fn an_error_names_nobody_whom_the_path_names() {
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        let authorized = world.authorized(&ready);
        world.next(Path::Employees, &Fault::reset());
        let request = authorized.api_request(Method::Get, "/core/v1/employees?name=Siti").unwrap();
        let error = ready.send(&request).unwrap_err();
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("Siti"), "{adapter:?}: {shown}");
    }
}

#[test]
fn an_error_shows_no_secret() {
    for adapter in Adapter::ALL {
        let (world, ready) = (World::default(), adapter.plain());
        let have_code = world.have_code();
        for fault in [Fault::reset(), Fault::close(), Fault::silence()] {
            world.next(Path::Token, &fault);
            let error = ready.send(&have_code.token_request(world.now()).unwrap()).unwrap_err();
            let request = world.catapa.requests_to(Path::Token).pop().unwrap();
            let shown = format!("{error} {error:?} {error:#?}");
            for secret in [
                "stand-in-secret".to_owned(),
                request.form("code").unwrap(),
                request.header("authorization").unwrap().to_owned(),
            ] {
                assert!(!shown.contains(&secret), "{adapter:?}: {shown}");
            }
        }
    }
}
