//! Two processes over one directory.

use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_signin_tokens::{FileStore, KeeperOptions, SealingKeys, TokenKeeper, Version};
use catapa_stand_in::{Path, StandIn};

use crate::worker::Worker;
use crate::{found, private_directory, put};

const NOW: u64 = 1_800_000_000;

/// How long an access token lives, in seconds.
const LIFETIME: u64 = 3_600;

pub(crate) fn client(origin: &str) -> Client {
    Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: "http://localhost:3000/callback",
        endpoints: Endpoints::new(origin, origin),
        tenants: Tenants::Any,
        options: Options::default(),
    })
    .unwrap()
}

/// Two processes that have opened the store in this directory.
fn two_workers(directory: &std::path::Path) -> [Worker; 2] {
    let mut workers = [(); 2].map(|()| Worker::start(directory));
    for worker in &mut workers {
        assert_eq!(worker.hear().as_deref(), Some("open"));
    }
    workers
}

#[tokio::test]
async fn of_two_processes_that_swap_at_once_one_wins_each_round() {
    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let mut workers = two_workers(directory.path());
    let mut expected = put(&store, "session", None, b"first").await;
    for round in 0..200 {
        for (number, worker) in workers.iter_mut().enumerate() {
            worker.tell(&format!("swap session {} {round}-{number}", expected.number()));
        }
        let answers = workers.each_mut().map(|worker| worker.hear().unwrap());
        let versions = answers.each_ref().map(|answer| answer.strip_prefix("swapped ").map(|it| it.parse().unwrap()));
        let (winner, version) = match versions {
            [Some(version), None] => (0, version),
            [None, Some(version)] => (1, version),
            _ => panic!("round {round}: {answers:?}"),
        };
        assert_eq!(answers[1 - winner], "conflict");
        expected = Version::new(version);
        let bytes = format!("{round}-{winner}").into_bytes();
        assert_eq!(found(&store, "session").await, Some((expected, bytes)));
    }
    assert_eq!(workers.map(Worker::end), [None, None]);
}

#[tokio::test]
async fn two_processes_that_make_the_directory_at_once_share_it() {
    let directory = private_directory();
    for round in 0..20 {
        let path = directory.path().join(format!("{round}/of/many"));
        let mut workers = two_workers(&path);
        for worker in &mut workers {
            worker.tell("swap session - tokens");
        }
        let mut answers = workers.each_mut().map(|worker| worker.hear().unwrap());
        answers.sort();
        assert!(answers[0] == "conflict" && answers[1].starts_with("swapped "), "{answers:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn two_processes_at_expiry_send_one_refresh_and_have_one_token() {
    let catapa = StandIn::builder().clock_at(NOW).access_token_lifetime(LIFETIME).seed(1).start().unwrap();
    let client = client(&catapa.origin());
    let sender = HyperSender::tokio(SenderOptions::default()).unwrap();
    let now = UnixTime::from_secs(NOW);

    let sign_in = SignIn::new(&client).begin([1; 64], now);
    let callback = catapa.sign_in_as("siti").allow(&sign_in.authorize_url().to_string()).unwrap();
    let have_code = sign_in.accept(&callback, now).unwrap();
    let mut reply = sender.send(&have_code.token_request(now).unwrap()).await.unwrap();
    let authorized = have_code.finish(reply.as_reply(), now).unwrap().to_owned_in::<String>().unwrap().into_step();

    let directory = private_directory();
    let store = FileStore::open(directory.path()).unwrap();
    let options = KeeperOptions::default().clock(move || now);
    let keeper = TokenKeeper::new(client, store, SealingKeys::new([7; 32]), sender, options);
    let key = keeper.insert(authorized).await.unwrap();

    let mut workers = two_workers(directory.path());
    for round in 1..=10 {
        catapa.clock().advance(LIFETIME);
        catapa.clear_requests();
        for worker in &mut workers {
            let due = NOW + round * LIFETIME;
            worker.tell(&format!("fresh {} {due} {}", catapa.origin(), *key.expose()));
        }
        let [one, other] = workers.each_mut().map(|worker| worker.hear().unwrap());
        assert_eq!(one, other, "round {round}");
        assert_eq!(catapa.count(Path::Token), 1, "round {round}");
    }
}
