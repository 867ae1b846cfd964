//! No public type and no error shows a secret.

use core::error::Error;
use core::fmt::Write as _;
use std::collections::BTreeSet;

use catapa_signin::{Explain as _, Method};
use catapa_signin_tokens::lease::{Fence, KeptStep, Lease, Record, SendGuard};
use catapa_signin_tokens::{
    MemoryStore, NotASessionKey, NotAnswered, NotKept, SealingKeys, SendError, SessionKey, TokenKeeper,
};
use catapa_stand_in::{Fault, Gate, Path};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};

use crate::service::{LIFETIME, SEALING_KEY, Service, client};
use crate::watched_store::Trouble;

/// Everything that an error and its sources say.
fn told(why: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(why);
    while let Some(why) = next {
        write!(text, "{why}\n{why:?}\n{why:#?}\n{why:#}\n").unwrap();
        next = why.source();
    }
    text
}

/// What nothing must show: the secrets of a service, of one session, and of these tokens.
async fn secrets(service: &Service, key: &SessionKey) -> Vec<String> {
    let tokens = service.keeper().fresh(key).await.unwrap();
    let access_token = tokens.expose_access_token();
    let mut secrets = vec!["stand-in-secret".into(), key.expose().to_string(), format!("{SEALING_KEY:?}")];
    secrets.push(tokens.expose_refresh_token().unwrap().into());
    secrets.extend([access_token.into(), access_token.split('.').nth(1).unwrap().into()]);
    secrets
}

fn shows_nothing(shown: &str, secrets: &[String]) {
    assert!(!shown.trim().is_empty());
    let shown_bare = bare(shown);
    for secret in secrets {
        let as_numbers = format!("{:?}", secret.as_bytes());
        assert!(!shown_bare.contains(&bare(secret)) && !shown_bare.contains(&bare(&as_numbers)), "{secret} in {shown}");
    }
}

/// Only the letters and digits, so that no escape, quote or line break hides a secret.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[test]
#[should_panic = "planted-secret in"]
fn a_secret_is_found_though_it_is_escaped_or_shown_as_numbers() {
    shows_nothing(&format!("{:?}", "\"planted-secret\"".as_bytes()), &["planted-secret".into()]);
}

/// Every error of a keeper, for a session whose secrets must not be in it.
#[tokio::test]
async fn no_error_of_a_keeper_shows_a_secret() {
    let unreadable = r#"{"access_token":"ACCESS","refresh_token":"REFRESH","token_type":"mac"}"#;
    let faults = [
        Fault::oauth_error(400, "invalid_grant"),
        Fault::altered().claim("tenant", r#""acme""#),
        Fault::oauth_error(401, "invalid_client"),
        Fault::too_many_requests(30),
        Fault::answer(200).json(unreadable),
        Fault::reset(),
    ];
    let mut codes = BTreeSet::new();
    for fault in faults {
        let service = Service::start();
        let (keeper, key) = service.signed_in().await;
        let secrets = secrets(&service, &key).await;
        service.time_passes(LIFETIME);
        service.catapa.fault(Path::Token, fault);
        for _ in 0..2 {
            let why = keeper.fresh(&key).await.unwrap_err();
            codes.insert(why.code());
            shows_nothing(&told(&why), &secrets);
        }
    }

    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let secrets = secrets(&service, &key).await;
    service.time_passes(LIFETIME);
    let mut errors = Vec::new();
    service.store.troubles((0..10).map(|number| if number < 5 { Trouble::NotDone } else { Trouble::Unsure }));
    errors.push(keeper.fresh(&key).await.unwrap_err());
    errors.push(keeper.fresh(&key).await.unwrap_err());
    let with_keys = |keys| service.keeper_of(service.client.clone(), keys, service.options());
    errors.push(with_keys(SealingKeys::new([8; 32])).fresh(&key).await.unwrap_err());
    let others = client("another-client", "its-secret", &service.catapa.origin());
    let others = service.keeper_of(others, SealingKeys::new(SEALING_KEY), service.options());
    errors.push(others.fresh(&key).await.unwrap_err());
    let send = |_| core::future::ready(Err(SendError::NotSent("no network".into())));
    let (client, keys) = (service.client.clone(), SealingKeys::new(SEALING_KEY));
    let offline = TokenKeeper::new(client, service.store.clone(), keys, send, service.options());
    errors.push(offline.fresh(&key).await.unwrap_err());
    let no_entropy = service.keeper_with(service.options().entropy(|_| Err("as the test wants it")));
    errors.push(no_entropy.fresh(&key).await.unwrap_err());
    let broken_clock = service.keeper_with(service.options().clock(|| panic!("as the test wants it")));
    errors.push(broken_clock.fresh(&key).await.unwrap_err());
    service.catapa.fault(Path::Token, Fault::altered().held_by(&Gate::new()));
    let mut slow = Box::pin(keeper.fresh(&key));
    while service.refreshes() == 0 {
        assert!(futures_util::poll!(&mut slow).is_pending());
        tokio::task::yield_now().await;
    }
    errors.push(service.keeper().fresh(&key).await.unwrap_err());
    drop(slow);
    service.time_passes(181);
    errors.push(service.keeper().fresh(&key).await.unwrap_err());
    keeper.forget(&key).await.unwrap();
    errors.push(keeper.fresh(&key).await.unwrap_err());
    for why in errors {
        codes.insert(why.code());
        shows_nothing(&told(&why), &secrets);
    }
    let kept = no_entropy.insert(service.sign_in().await).await.unwrap_err();
    shows_nothing(&told(&kept), &secrets);
    let not_ours = others.insert(service.sign_in().await).await.unwrap_err();
    assert!(matches!((&kept, &not_ours), (NotKept::NoEntropy(_), NotKept::NotOurs)));
    shows_nothing(&told(&not_ours), &secrets);

    let seen: Vec<&str> = codes.into_iter().collect();
    assert_eq!(seen.join(" "), CODES, "each error was seen");
}

/// All codes but `tokens.over`, which has no data.
const CODES: &str = "refused.invalid_client refused.invalid_grant seal.not_opened send.not_sent store.not_done \
                     store.unsure tenant.differs tokens.ambiguous tokens.busy tokens.no_entropy tokens.not_ours \
                     tokens.panicked tokens.rate_limited tokens.signed_out";

/// A value that cannot be written, and says what it is.
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("PLANTEDBODY"))
    }
}

/// Every error of a call whose path, body and answer are secrets.
#[tokio::test]
async fn no_call_and_no_error_of_a_call_shows_a_secret() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let mut secrets = secrets(&service, &key).await;
    secrets.extend(["PLANTEDPATH", "PLANTEDBODY", "PLANTEDANSWER", "PLANTEDHEADER"].map(str::to_owned));
    let employees = || {
        keeper
            .call(&key, Method::Post, "/core/v1/employees?name=PLANTEDPATH")
            .json(&serde_json::json!({"name": "PLANTEDBODY"}))
    };
    let problem = r#"{"code":"PLANTEDANSWER","message":"PLANTEDANSWER"}"#;
    let answer = |status, body| Fault::answer(status).json(body).header("location", "/PLANTEDHEADER");
    let faults = [
        answer(400, problem),
        answer(403, problem),
        answer(503, "PLANTEDANSWER"),
        Fault::too_many_requests(30),
        Fault::answer(401),
        Fault::reset(),
        Fault::cut_body(3),
    ];
    let mut codes = BTreeSet::new();
    let mut seen = |why: NotAnswered| {
        codes.insert(why.code());
        shows_nothing(&told(&why), &secrets);
    };
    for fault in faults {
        service.catapa.faults().times(2, Path::Employees, fault);
        seen(employees().send().await.unwrap_err());
        service.catapa.faults().clear();
    }
    for body in [r#"["PLANTEDANSWER"]"#, r#"["PLANTEDANSWER"#, r#"{"PLANTEDANSWER":1}"#] {
        service.catapa.fault(Path::Employees, answer(200, body));
        let answer = employees().send().await.unwrap();
        shows_nothing(&format!("{answer:?} {answer:#?} {:?}", employees()), &secrets);
        seen(answer.json::<Vec<u8>>().unwrap_err().into());
    }
    seen(employees().json(&Unwritable).send().await.unwrap_err());
    seen(keeper.call(&key, Method::Get, "/PLANTEDPATH/..").send().await.unwrap_err());
    service.time_passes(LIFETIME);
    service.catapa.fault(Path::Token, Fault::reset());
    seen(employees().send().await.unwrap_err());

    let seen: Vec<&str> = codes.into_iter().collect();
    assert_eq!(seen.join(" "), CODES_OF_CALLS, "each error was seen");
}

const CODES_OF_CALLS: &str = "api.forbidden api.not_json api.not_serialized api.other_type api.path_refused \
                              api.rate_limited api.status api.token_rejected reply.cut_short send.ambiguous \
                              tokens.ambiguous";

#[tokio::test]
async fn no_public_type_shows_a_secret() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let secrets = secrets(&service, &key).await;
    let tokens = keeper.fresh(&key).await.unwrap();
    service.time_passes(LIFETIME);
    let catapa_signin::Freshness::Expired(expired) =
        service.client.resume_ref(&tokens).unwrap().to_owned_in::<String>().unwrap().at(service.now())
    else {
        panic!("it is due")
    };
    let lease = Lease { fence: Fence([7; 16]), taken_at: service.now(), until: service.now() };
    let hold = SendGuard { lease: Some(lease), not_before: None, maybe_spent: true };
    let record: Record<(), _> = Record { generation: 1, step: KeptStep::Expired(expired.into_step(), hold) };
    let shown = [
        format!("{keeper:?} {keeper:#?}"),
        format!("{key:?} {key:#?}"),
        format!("{:?}", service.options()),
        format!("{0:?} {0:#?}", SealingKeys::new(SEALING_KEY).also_opens(SEALING_KEY)),
        format!("{0:?} {0:#?}", service.store.memory),
        format!("{0:?} {0:#?}", Record::<_, ()>::new(tokens)),
        format!("{record:?} {record:#?}"),
    ];
    for shown in shown {
        shows_nothing(&shown, &secrets);
    }
}

#[test]
fn a_session_key_comes_back_from_a_web_session_and_nothing_else_is_taken_for_one() {
    let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let key: SessionKey = text.parse().unwrap();
    assert_eq!(*key.expose(), text);
    let saved = serde_json::to_string(&key).unwrap();
    assert_eq!(saved, format!("{text:?}"));
    assert_eq!(*serde_json::from_str::<SessionKey>(&saved).unwrap().expose(), text);

    let longer = format!("{text}A");
    let last_bits_set = text.replace("Hh8", "Hh9");
    for garbled in ["", &text[1..], &longer, &last_bits_set, &format!("{text}="), &text.replace('A', "+"), " "] {
        assert_eq!(garbled.parse::<SessionKey>().unwrap_err(), NotASessionKey, "{garbled:?}");
    }
    for garbled in [format!("{:?}", &text[1..]), "17".into(), format!("[{text:?}]")] {
        let why = serde_json::from_str::<SessionKey>(&garbled).unwrap_err().to_string();
        assert!(!why.contains(&text[1..]) && !why.contains("17"), "{why}");
    }
}

#[test]
fn a_store_in_memory_shows_how_much_it_keeps_and_nothing_of_it() {
    assert_eq!(format!("{:?}", MemoryStore::new()), "MemoryStore(0 records)");
}
