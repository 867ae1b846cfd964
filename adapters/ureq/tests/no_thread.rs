//! Threads are counted for the whole process, so this test is alone in its program.

mod support;

use std::thread;

use catapa_signin_ureq::UreqSender;

use support::{OK, Server, get};

/// Every thread of a program has the next number.
fn threads_so_far() -> u64 {
    let id = format!("{:?}", thread::spawn(|| thread::current().id()).join().unwrap());
    id.trim_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap()
}

#[test]
fn an_address_is_looked_up_by_nobody_and_a_name_in_a_thread_and_once_for_a_kept_connection() {
    let server = Server::start(|_, _| OK);
    let sender = UreqSender::new().unwrap();
    // The server has a thread for each of its connections.
    let threads = |url: &str| {
        let (before, connections) = (threads_so_far(), server.counts().len());
        get(&sender, url).unwrap();
        let accepted = u64::try_from(server.counts().len() - connections).unwrap();
        threads_so_far() - before - 1 - accepted
    };
    assert_eq!(threads(&server.origin()), 0);
    assert_eq!(threads(&server.origin()), 0);
    let by_name = format!("http://localhost:{}", server.port);
    assert_eq!(threads(&by_name), 1);
    assert_eq!(threads(&by_name), 0);
    assert_eq!(server.counts(), [2, 2]);
}
