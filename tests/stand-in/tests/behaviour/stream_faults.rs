//! How HTTP/2 misbehaves.

use axum::http::Request;
use catapa_stand_in::{Fault, Gate, Path, StandIn};
use h2::Reason;

use crate::application::Application;
use crate::http2::{USERS_ME, stand_in};
use crate::secure::{Frames, Http2, Reply, rest};

/// The replies to two requests over one connection, of which the first meets a fault.
fn two_replies(fault: Fault) -> (StandIn, Http2, [Reply; 2]) {
    let stand_in = stand_in();
    let mut client = Http2::connect(&stand_in);
    stand_in.fault(Path::UsersMe, fault);
    let replies = [client.get(USERS_ME), client.get(USERS_ME)];
    (stand_in, client, replies)
}

#[test]
fn a_refused_stream_says_that_nothing_was_carried_out() {
    let application = Application::with(|builder| builder.tls());
    let code = application.code();
    let mut client = Http2::connect(&application.stand_in);
    application.stand_in.fault(Path::Token, Fault::refuse_stream());
    let refused = client.exchange(&code);
    assert!(refused.error().is_reset() && refused.error().is_remote());
    assert_eq!(refused.reason(), Reason::REFUSED_STREAM);
    // It is true, and the connection goes on.
    assert_eq!(client.exchange(&code).status, Some(200));
    assert_eq!(application.stand_in.count(Path::Token), 2);
}

#[test]
fn a_stream_is_reset_with_any_code_and_the_connection_stays() {
    for code in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::ENHANCE_YOUR_CALM, 0x1234.into()] {
        let (stand_in, _, [first, second]) = two_replies(Fault::reset_stream(code.into()));
        assert!(first.error().is_reset() && first.error().is_remote());
        assert_eq!((first.status, first.reason(), second.status), (None, code, Some(401)));
        assert_eq!(stand_in.connections(), 1);
    }
}

#[test]
fn a_reply_that_is_reset_may_hide_that_the_request_was_carried_out() {
    let application = Application::with(|builder| builder.tls());
    let code = application.code();
    let mut client = Http2::connect(&application.stand_in);
    application.stand_in.fault(Path::Token, Fault::reset_stream(2).carried_out());
    assert_eq!(client.exchange(&code).status, None);
    assert_eq!(client.exchange(&code).status, Some(400));
}

#[test]
fn a_body_is_reset_after_the_given_number_of_bytes() {
    for (fault, bytes, reason) in [
        (Fault::cut_body(0), 0, Reason::INTERNAL_ERROR),
        (Fault::cut_body(7), 7, Reason::INTERNAL_ERROR),
        (Fault::cut_body(100_000).padded_to(200_000), 100_000, Reason::INTERNAL_ERROR),
        (Fault::reset_stream_after(7, 8), 7, Reason::CANCEL),
    ] {
        let (stand_in, _, [first, second]) = two_replies(fault);
        let announced: usize = first.headers["content-length"].to_str().unwrap().parse().unwrap();
        assert_eq!((first.status, first.body.len(), first.reason()), (Some(401), bytes, reason));
        assert!(announced > bytes);
        assert_eq!((second.status, stand_in.connections()), (Some(401), 1));
    }
}

#[test]
fn close_and_reset_end_every_stream_of_the_connection() {
    for fault in [Fault::close(), Fault::reset()] {
        let stand_in = stand_in();
        let mut client = Http2::connect(&stand_in);
        stand_in.fault(Path::UsersMe, Fault::silence());
        stand_in.fault(Path::UsersMe, fault);
        let request = || Request::get(format!("https://catapa{USERS_ME}")).body(()).unwrap();
        let (silent, ended) = (client.send(request(), ""), client.send(request(), ""));
        let (silent, ended) = (client.wait_for(silent), client.wait_for(ended));
        assert!(silent.error().is_io(), "{silent:?}");
        assert!(ended.error().is_io(), "{ended:?}");
        assert!(stand_in.wait_for_open_connections(0));
    }
}

#[test]
fn a_goaway_names_the_stream_as_not_processed() {
    let application = Application::with(|builder| builder.tls());
    let code = application.code();
    let mut client = Http2::connect(&application.stand_in);
    assert_eq!(client.get(USERS_ME).status, Some(401));
    application.stand_in.fault(Path::Token, Fault::refuse_by_goaway());
    let refused = client.exchange(&code);
    assert!(refused.error().is_go_away() && refused.error().is_remote());
    assert_eq!(refused.reason(), Reason::NO_ERROR);
    // It is true, and another connection is needed to ask again.
    assert!(client.exchange(&code).error().is_go_away());
    assert_eq!(application.exchange(&code).status, 200);

    let stand_in = stand_in();
    stand_in.fault(Path::UsersMe, Fault::refuse_by_goaway());
    let mut frames = Frames::ask(&stand_in);
    let goaway = core::iter::repeat_with(|| frames.read()).find(|frame| frame.0 == 7).unwrap();
    assert_eq!(goaway, (7, 0, 0, vec![0; 8]));
}

#[test]
fn a_goaway_does_not_disown_a_later_stream_that_was_accepted() {
    let stand_in = stand_in();
    let gate = Gate::new();
    stand_in.fault(Path::UsersMe, Fault::refuse_by_goaway().held_by(&gate));
    let mut frames = Frames::ask(&stand_in);
    frames.get(3);
    frames.read_to_end_of(3);
    gate.open();
    let last = frames.read_to_end_of(1);
    let [(7, 0, 0, goaway), (3, 0, 1, reason)] = &last[..] else { panic!("{last:?}") };
    assert_eq!((&goaway[..4], &reason[..]), (&[0, 0, 0, 3][..], &[0, 0, 0, 7][..]));
}

#[test]
fn the_reply_of_the_last_stream_comes_after_goaway_and_later_streams_get_none() {
    let stand_in = stand_in();
    stand_in.fault(Path::UsersMe, Fault::altered().goaway_then_reply());
    let mut frames = Frames::ask(&stand_in);
    let order: Vec<_> = frames.read_to_end_of(1).into_iter().filter(|frame| frame.0 != 4).collect();
    assert_eq!(order[0], (7, 0, 0, vec![0, 0, 0, 1, 0, 0, 0, 0]));
    assert_eq!((order[1].0, order[1].2), (1, 1));

    // A stream that comes all the same is ignored, while the connection is alive: it answers a PING.
    frames.get(3);
    frames.write((6, 0, 0, vec![7; 8]));
    assert_eq!(frames.read(), (6, 1, 0, vec![7; 8]));
    assert_eq!(stand_in.requests().len(), 1);

    let (stand_in, mut client, [first, second]) = two_replies(Fault::altered().goaway_then_reply());
    assert_eq!(first.status, Some(401));
    assert!(second.error().is_go_away());
    assert!(client.ended().is_ok());
    assert!(stand_in.wait_for_open_connections(0));
}

#[test]
fn a_flood_of_settings_comes_before_the_reply_and_the_connection_stays() {
    let stand_in = stand_in();
    stand_in.fault(Path::UsersMe, Fault::altered().settings_flood(1000));
    let mut frames = Frames::ask(&stand_in);
    let flood = frames.read_to_end_of(1);
    let settings = flood.iter().filter(|(kind, flags, ..)| (*kind, *flags) == (4, 0));
    // And the server's own.
    assert_eq!(settings.count(), 1000 + 1);

    // A client that answers them all is served on.
    let (stand_in, _, [first, second]) = two_replies(Fault::altered().settings_flood(1000));
    assert_eq!((first.status, second.status), (Some(401), Some(401)));
    assert_eq!(stand_in.connections(), 1);
}

#[test]
fn a_reply_comes_on_a_stream_that_nobody_opened() {
    let forged = r#"{"id":"another person"}"#;
    let fault = || Fault::altered().reply_on_unopened_stream(forged);
    let stand_in = stand_in();
    stand_in.fault(Path::UsersMe, fault());
    let mut frames = Frames::ask(&stand_in);
    let all = frames.read_to_end_of(1);
    let body = all.iter().find(|(kind, _, stream, _)| (*kind, *stream) == (0, 3)).expect("data");
    assert_eq!(body.3, forged.as_bytes());
    assert!(all.iter().any(|(kind, _, stream, _)| (*kind, *stream) == (1, 1)));

    // A good client ends the connection.
    let (_, mut client, [_, second]) = two_replies(fault());
    assert_eq!(second.status, None);
    assert_eq!(client.ended().unwrap_err().reason(), Some(Reason::PROTOCOL_ERROR));
}

#[test]
fn a_reply_has_more_data_than_it_announced() {
    let (stand_in, _, [first, _]) = two_replies(Fault::altered().surplus("more"));
    assert_eq!(first.reason(), Reason::PROTOCOL_ERROR);
    assert_eq!(stand_in.connections(), 1);
}

#[test]
fn stray_bytes_come_between_frames_once_the_gate_is_open() {
    let gate = Gate::new();
    let (stand_in, mut client, replies) = two_replies(Fault::altered().stray_after([0xff; 9]).idle_until(&gate));
    assert_eq!(replies.map(|reply| reply.status), [Some(401); 2]);
    gate.open();
    assert!(stand_in.wait_for_stray_bytes(1));
    assert!(client.get(USERS_ME).status.is_none());
    assert!(client.ended().is_err());
}

#[test]
fn a_connection_is_closed_after_a_reply_without_goaway() {
    let gate = Gate::new();
    let (stand_in, mut client, replies) = two_replies(Fault::altered().close_after().idle_until(&gate));
    assert_eq!(replies.map(|reply| reply.status), [Some(401); 2]);
    gate.open();
    assert!(stand_in.wait_for_open_connections(0));
    assert!(client.ended().is_ok());

    stand_in.fault(Path::UsersMe, Fault::altered().close_after());
    let mut frames = Frames::ask(&stand_in);
    assert!(frames.read_to_end_of(1).iter().all(|frame| frame.0 != 7));
    assert_eq!(rest(&mut frames.0), (String::new(), None));
}

#[test]
fn a_dead_connection_answers_no_ping() {
    let gate = Gate::new();
    let stand_in = stand_in();
    stand_in.fault(Path::UsersMe, Fault::altered().dead_after().idle_until(&gate));
    let mut frames = Frames::ask(&stand_in);
    frames.read_to_end_of(1);
    frames.write((6, 0, 0, vec![7; 8]));
    while frames.read() != (6, 1, 0, vec![7; 8]) {}
    gate.open();
    // Another connection is served, and by then the first one is dead.
    let mut client = Http2::connect(&stand_in);
    assert_eq!(client.get(USERS_ME).status, Some(401));
    frames.write((6, 0, 0, vec![8; 8]));
    frames.0.sock.set_nonblocking(true).unwrap();
    assert_eq!(client.get(USERS_ME).status, Some(401));
    let (_, end) = rest(&mut frames.0);
    assert_eq!(end, Some(std::io::ErrorKind::WouldBlock));
    drop(client);
    assert!(stand_in.wait_for_open_connections(1));
}

#[test]
fn a_reply_without_a_length_is_whole_only_if_its_stream_ends() {
    let (stand_in, _, [whole, _]) = two_replies(Fault::altered().ends_with_connection());
    assert!(whole.text().ends_with('}') && !whole.headers.contains_key("content-length"));
    assert!(stand_in.wait_for_open_connections(0));

    let (stand_in, _, [cut, _]) = two_replies(Fault::altered().ends_without_close_notify());
    assert!(cut.body.ends_with(b"}") && cut.error().is_io(), "{cut:?}");
    assert!(stand_in.wait_for_open_connections(0));
}
