//! Nobody can read what the store keeps, change it, or move it.

use catapa_signin_tokens::{NotFresh, NotKept, SealingKeys, SessionKey};
use catapa_stand_in::Path;

use crate::service::{LIFETIME, SEALING_KEY, Service, client};

fn holds(bytes: &[u8], planted: &str) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted.as_bytes())
}

#[tokio::test]
async fn nothing_that_the_store_was_ever_given_shows_a_token_or_whose_it_is() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let old = keeper.fresh(&key).await.unwrap();
    service.time_passes(LIFETIME);
    let new = keeper.fresh(&key).await.unwrap();
    let mut secrets = vec![key.expose().to_string(), "gdplabs".into(), "stand-in-client".into()];
    for tokens in [old, new] {
        secrets.push(tokens.expose_access_token().into());
        secrets.push(tokens.expose_refresh_token().unwrap().into());
        // Part of a token is already too much.
        secrets.extend(tokens.expose_access_token().split('.').map(Into::into));
    }
    let given = service.store.given();
    assert_eq!(given.len(), 3, "the session, the lease, the new tokens");
    for (place, bytes) in given {
        let shown: Vec<_> = secrets.iter().filter(|secret| holds(&bytes, secret) || place.contains(*secret)).collect();
        assert!(shown.is_empty(), "{shown:?}");
    }
}

#[tokio::test]
async fn a_record_in_anothers_place_is_not_opened() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let victims_key = keeper.insert(service.sign_in().await).await.unwrap();
    let [(_, own), (victims_place, _)] = &service.store.given()[..] else { panic!("two sessions are kept") };
    service.store.overwrite(victims_place, own).await;
    assert!(matches!(keeper.fresh(&victims_key).await, Err(NotFresh::NotOpened(_))));
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_record_with_any_byte_changed_is_not_opened() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let (place, sealed) = service.store.given().remove(0);
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        service.store.overwrite(&place, &changed).await;
        let why = keeper.fresh(&key).await.unwrap_err();
        assert!(matches!(why, NotFresh::NotOpened(_)) && why.sign_in_again(), "byte {index}");
    }
    service.store.overwrite(&place, &sealed).await;
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn keys_change_without_ending_a_session() {
    let service = Service::start();
    let (_, key) = service.signed_in().await;
    let with = |keys| service.keeper_of(service.client.clone(), keys, service.options());
    let new = [8; 32];
    assert!(matches!(with(SealingKeys::new(new)).fresh(&key).await, Err(NotFresh::NotOpened(_))));
    with(SealingKeys::new(new).also_opens(SEALING_KEY)).fresh(&key).await.unwrap();
    service.time_passes(LIFETIME);
    with(SealingKeys::new(new).also_opens(SEALING_KEY)).fresh(&key).await.unwrap(); // now it is sealed with the new one
    with(SealingKeys::new(new)).fresh(&key).await.unwrap();
}

#[tokio::test]
async fn tokens_of_another_client_are_neither_kept_nor_handed_out_nor_refreshed() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let others = client("another-client", "its-secret", &service.catapa.origin());
    let others = service.keeper_of(others, SealingKeys::new(SEALING_KEY), service.options());
    let tokens = service.sign_in().await;
    service.catapa.clear_requests();
    assert!(matches!(others.insert(tokens).await, Err(NotKept::NotOurs)));
    assert!(matches!(others.fresh(&key).await, Err(NotFresh::NotOurs)));
    service.time_passes(LIFETIME);
    assert!(matches!(others.fresh(&key).await, Err(NotFresh::NotOurs)));
    assert_eq!(service.catapa.count(Path::Token), 0);
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_key_that_was_never_given_leads_nowhere() {
    let service = Service::start();
    let (keeper, _) = service.signed_in().await;
    let guessed: SessionKey = "A".repeat(43).parse().unwrap();
    assert!(matches!(keeper.fresh(&guessed).await, Err(NotFresh::SignedOut)));
    keeper.forget(&guessed).await.unwrap();
    assert_eq!(service.store.memory.len(), 1);
}
