//! Several instances over one store.

use core::time::Duration;
use std::sync::Arc;

use catapa_signin_tokens::NotKept;
use futures_util::FutureExt as _;
use futures_util::future::join_all;

use crate::service::Service;
use crate::watched_store::Trouble;

const FIVE_MINUTES: Duration = Duration::from_secs(300);

#[tokio::test]
async fn a_siblings_newer_token_is_adopted() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let siblings = service.keeper().fresh(&key).await.unwrap();
    let adopted = keeper.fresh(&key).await.unwrap();
    assert_eq!(adopted.expose_access_token(), siblings.expose_access_token());
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn eight_instances_at_expiry_send_one_request_and_have_one_token() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    // The other tasks run between two looks at the store, often enough for the reply to come.
    let options = || service.options().patience(Duration::from_secs(1_000_000));
    let keepers: Vec<_> = (0..8).map(|_| service.keeper_with(options())).collect();
    let answers = join_all(keepers.iter().map(|keeper| keeper.fresh(&key))).await;
    let first = answers[0].as_ref().unwrap().expose_access_token();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().expose_access_token() == first));
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn an_instance_that_still_holds_the_new_tokens_stores_them_after_its_lease_ran_out() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.store.troubles([Trouble::None]);
    service.store.troubles((0..5).map(|_| Trouble::Unsure));
    assert!(keeper.fresh(&key).await.is_err());
    service.time_passes(181);
    let sibling = service.keeper();
    assert!(sibling.fresh(&key).await.is_err(), "only the one that is asked next knows");
    let kept = keeper.fresh(&key).await.unwrap();
    assert_eq!(sibling.fresh(&key).await.unwrap().expose_access_token(), kept.expose_access_token());
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn an_id_is_claimed_by_one_of_many_instances_until_its_time() {
    let service = Service::start();
    let keepers: Vec<_> = (0..8).map(|_| service.keeper()).collect();
    let claims = join_all(keepers.iter().map(|keeper| keeper.claim_once(b"a callback", FIVE_MINUTES))).await;
    assert_eq!(claims.into_iter().filter(|claim| *claim.as_ref().unwrap()).count(), 1);
    service.time_passes(299);
    assert!(!keepers[0].claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
    assert!(keepers[0].claim_once(b"another", FIVE_MINUTES).await.unwrap());
    service.time_passes(1);
    assert!(keepers[0].claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_still_the_one_that_made_it() {
    let service = Service::start();
    let keeper = service.keeper();
    service.store.troubles([Trouble::AnswerLost]);
    assert!(keeper.claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
    assert!(!keeper.claim_once(b"a callback", FIVE_MINUTES).await.unwrap());

    service.store.troubles((0..5).map(|_| Trouble::Unsure));
    assert!(matches!(keeper.claim_once(b"another", FIVE_MINUTES).await, Err(NotKept::Store(_))));
}

#[tokio::test]
async fn a_claim_that_the_store_made_but_never_answered_is_found_when_its_maker_asks_again() {
    let service = Service::start();
    let (keeper, other) = (service.keeper(), service.keeper());
    service.store.fail_loads(5);
    service.store.troubles([Trouble::AnswerLost]);
    assert!(matches!(keeper.claim_once(b"a callback", FIVE_MINUTES).await, Err(NotKept::Store(_))));
    assert!(!other.claim_once(b"a callback", FIVE_MINUTES).await.unwrap(), "it is not the other's");
    assert!(keeper.clone().claim_once(b"a callback", FIVE_MINUTES).await.unwrap(), "its maker was told nothing yet");
    assert!(!keeper.claim_once(b"a callback", FIVE_MINUTES).await.unwrap(), "now it was");
}

#[tokio::test]
async fn a_claim_whose_caller_went_away_is_found_when_the_caller_comes_again() {
    let service = Service::start();
    let keeper = service.keeper();
    service.store.troubles([Trouble::AnswerLost]);
    service.store.fail_loads(1);
    assert!(keeper.claim_once(b"a callback", FIVE_MINUTES).now_or_never().is_none(), "it pauses before it looks again");
    assert!(keeper.claim_once(b"a callback", FIVE_MINUTES).await.unwrap());
}

#[tokio::test]
async fn a_clone_is_the_same_keeper() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let clone = keeper.clone();
    let (one, other) = tokio::join!(keeper.fresh(&key), clone.fresh(&key));
    assert!(Arc::ptr_eq(&one.unwrap(), &other.unwrap()));
}
