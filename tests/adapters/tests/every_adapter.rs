//! What is true of every adapter, over real sockets.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::thread;

use catapa_adapter_tests::{Adapter, Application, Way, World, code_rows};
use catapa_signin::Options;
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
        for way in Way::OURS {
            scope.spawn(move || {
                for row in code_rows() {
                    let (world, pem) = over_tls();
                    world.next(Path::Token, &row.fault);
                    assert_eq!(world.exchange(&*way.trusting(&pem)), row.expected, "{}: {}", way.name(), row.name);
                    assert_eq!(world.catapa.count(Path::Token), 1, "{}: {}", way.name(), row.name);
                }
            });
        }
    });
}

#[test]
fn a_client_of_the_applications_reaches_the_same_outcomes() {
    for application in Application::OBEDIENT {
        let adapter = application.adapter(None);
        for row in code_rows() {
            let world = World::default();
            world.next(Path::Token, &row.fault);
            assert_eq!(world.exchange(&*adapter), row.expected, "{application:?}: {}", row.name);
            assert_eq!(world.catapa.count(Path::Token), 1, "{application:?}: {}", row.name);
        }
    }
}

#[test]
fn a_code_that_was_handed_back_is_still_good() {
    for way in Way::ALL {
        let (world, adapter) = (World::default(), way.plain());
        world.next(Path::Token, &Fault::reset());
        let have_code = world.have_code();
        assert!(adapter.send(&have_code.token_request(world.now()).unwrap()).is_err(), "{way:?}");
        let mut reply = adapter.send(&have_code.token_request(world.now()).unwrap()).unwrap();
        assert!(have_code.finish(reply.as_reply(), world.now()).is_ok(), "{way:?}");
    }
}

#[test]
fn a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept() {
    for way in Way::ALL {
        let world = World::default();
        world.next(Path::Token, &Fault::none());
        world.next(Path::Token, &Fault::silence().carried_out());
        assert_eq!(world.refresh(&*way.plain()), "no reply, refresh token kept", "{way:?}");
        assert_eq!(world.catapa.count(Path::Token), 1, "{way:?}");
    }
}

#[test]
fn over_a_script_of_troubles_one_request_meets_one_of_them_and_its_error_is_the_first() {
    for way in Way::ALL {
        let world = World::default();
        let troubles = [Fault::reset(), Fault::answer(503), Fault::oauth_error(400, "invalid_grant"), Fault::none()];
        troubles.iter().for_each(|trouble| world.next(Path::Token, trouble));
        let outcomes = [(); 4].map(|()| world.exchange(&*way.plain()));
        let expected =
            ["no reply, code kept", "unclear: reply.status, code kept", "refused: invalid_grant, over", "granted"];
        assert_eq!(outcomes, expected, "{way:?}");
        assert_eq!(world.catapa.count(Path::Token), 4, "{way:?}");
    }
}

#[test]
fn nothing_is_sent_where_nobody_listens() {
    for way in Way::ALL {
        let World { catapa, client } = World::default();
        let have_code = World::have_code_of(&catapa, &client);
        let request = have_code.token_request(have_code.step().accepted_at()).unwrap();
        drop(catapa);
        assert!(matches!(way.plain().send(&request), Err(SendError::NotSent(_))), "{way:?}");
    }
}

#[test]
fn a_redirect_shows_a_second_host_not_one_byte() {
    for way in Way::ALL {
        a_redirect_is_the_reply(&*way.plain());
    }
    for application in Application::OBEDIENT {
        a_redirect_is_the_reply(&*application.adapter(None));
    }
}

fn a_redirect_is_the_reply(adapter: &dyn Adapter) {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        let world = World::default();
        let url = format!("http://{}/oauth/token", elsewhere.local_addr().unwrap());
        world.next(Path::Token, &Fault::redirect(status, url));
        assert_eq!(world.exchange(adapter), "unclear: reply.status, code kept");
        assert_eq!(elsewhere.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}

#[test]
fn a_reply_that_a_client_of_the_applications_found_elsewhere_is_not_believed() {
    let (world, elsewhere) = (World::default(), World::default());
    let url = elsewhere.catapa.origin() + "/oauth/token";
    world.next(Path::Token, &Fault::redirect(307, url));
    elsewhere.next(Path::Token, &Fault::oauth_error(400, "invalid_grant"));
    let adapter = Application::ReqwestClientThatFollows.adapter(None);
    assert_eq!(world.exchange(&*adapter), "no reply, code kept");
    assert_eq!(elsewhere.catapa.count(Path::Token), 1);
}

#[test]
fn tls_to_a_stranger_is_refused_until_its_certificate_is_trusted() {
    for way in Way::OURS {
        let (world, pem) = over_tls();
        assert_eq!(world.exchange(&*way.plain()), "not sent, code kept", "{way:?}");
        let (_, of_another) = over_tls();
        assert_eq!(world.exchange(&*way.trusting(&of_another)), "not sent, code kept", "{way:?}");
        assert_eq!(world.catapa.count(Path::Token), 0, "{way:?}");
        assert_eq!(world.exchange(&*way.trusting(&pem)), "granted", "{way:?}");
    }
}

#[test]
fn every_request_has_a_connection_of_its_own() {
    let ours = Way::ALL.map(Way::plain).into_iter();
    for adapter in ours.chain(Application::OBEDIENT.map(|application| application.adapter(None))) {
        let world = World::default();
        let authorized = world.authorized(&*adapter);
        for _ in 0..3 {
            assert!(adapter.send(&authorized.user_request()).is_ok());
        }
        assert_eq!(world.catapa.connections(), 3);
    }
}

#[test]
fn requests_carry_no_cookie_and_ask_for_no_encoding() {
    for way in Way::ALL {
        let (world, adapter) = (World::default(), way.plain());
        let answer = Fault::altered().header("set-cookie", "tracked=yes; Path=/");
        world.catapa.faults().always(Path::Token, answer);
        assert_eq!(world.exchange(&*adapter), "granted");
        assert_eq!(world.exchange(&*adapter), "granted");
        for request in world.catapa.requests_to(Path::Token) {
            assert_eq!(request.header("cookie"), None, "{way:?}");
            assert_eq!(request.header("accept-encoding"), None, "{way:?}");
            assert_eq!(request.header("connection"), Some("close"), "{way:?}");
            assert_eq!(request.header("accept"), Some("application/json"), "{way:?}");
            assert_eq!(request.header("tenant"), Some("gdplabs"), "{way:?}");
            assert_eq!(request.basic().as_deref(), Some("stand-in-client:stand-in-secret"), "{way:?}");
        }
    }
}

#[test]
fn an_error_shows_no_secret() {
    for way in Way::ALL {
        let (world, adapter) = (World::default(), way.plain());
        let have_code = world.have_code();
        for fault in [Fault::reset(), Fault::close(), Fault::silence()] {
            world.next(Path::Token, &fault);
            let error = adapter.send(&have_code.token_request(world.now()).unwrap()).unwrap_err();
            let request = world.catapa.requests_to(Path::Token).pop().unwrap();
            let shown = format!("{error} {error:?} {error:#?}");
            for secret in [
                "stand-in-secret".to_owned(),
                request.form("code").unwrap(),
                request.header("authorization").unwrap().to_owned(),
            ] {
                assert!(!shown.contains(&secret), "{way:?}: {shown}");
            }
        }
    }
}
