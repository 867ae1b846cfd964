//! What an address may say, and what never goes over the wire in the clear (lesson 54).

use std::io::Read as _;
use std::net::TcpListener;
use std::thread;

use catapa_signin_tokens::{NotConnected, RedisStore};

use crate::helpers::options;

/// What the host at this address is sent, until the connection ends. `None` if there is no connection.
async fn sent_to(scheme: &str) -> (Option<Vec<u8>>, NotConnected) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let url = format!("{scheme}://payroll:s3cret@{address}");
    let reader = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut bytes = vec![0; 4_096];
        let read = client.read(&mut bytes).unwrap_or_default();
        bytes.truncate(read);
        bytes
    });
    let why = RedisStore::connect(&url, options().tries(1)).await.unwrap_err();
    // If there was no connection, this is the one that the reader waits for.
    let is_first = !reader.is_finished() && std::net::TcpStream::connect(address).is_ok();
    let bytes = reader.join().unwrap();
    (Some(bytes).filter(|bytes| !(is_first && bytes.is_empty())), why)
}

#[tokio::test]
async fn to_an_address_with_tls_nothing_goes_in_the_clear() {
    #[cfg(feature = "tls")]
    let _ = catapa_signin_http::rustls::crypto::ring::default_provider().install_default();
    let (bytes, _) = sent_to("redis").await;
    let bytes = bytes.expect("a plain address is connected to");
    assert!(String::from_utf8_lossy(&bytes).contains("s3cret"), "the test sees a password that goes in the clear");
    for scheme in ["rediss", "valkeys"] {
        let (bytes, why) = sent_to(scheme).await;
        match bytes {
            // A handshake of TLS begins so.
            Some(bytes) if cfg!(feature = "tls") => assert_eq!(bytes[..2], [0x16, 0x03], "{scheme}"),
            None if cfg!(not(feature = "tls")) => assert!(matches!(why, NotConnected::NoTls), "{why:?}"),
            other => panic!("{scheme}: {:?}", other.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_refused_and_not_shown() {
    let unreadable = [
        "",
        "127.0.0.1:6379",
        "http://:s3cret@127.0.0.1",
        "unix:///run/redis.sock",
        "redis://",
        "redis://:s3cret@0.0.0.0",
        "redis://:s3cret@127.0.0.1/not-a-number",
        "redis://:s3cret@127.0.0.1:99999",
        "redis://:s3cret@127.0.0.1/#insecure",
    ];
    for url in unreadable {
        for answer in [
            RedisStore::connect(url, options()).await,
            RedisStore::cluster(&[url], options()).await,
            RedisStore::sentinel(&[url], "redis://mymaster", options()).await,
            RedisStore::sentinel(&["redis://127.0.0.1:1"], url, options()).await,
        ] {
            assert!(matches!(answer, Err(NotConnected::Address)), "{url}: {answer:?}");
        }
    }
    for answer in
        [RedisStore::cluster(&[], options()).await, RedisStore::sentinel(&[], "redis://mymaster", options()).await]
    {
        assert!(matches!(answer, Err(NotConnected::Address)), "{answer:?}");
    }
}
