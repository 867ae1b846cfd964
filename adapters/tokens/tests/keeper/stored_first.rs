//! New tokens are stored before anybody sees them, however the store behaves.

use catapa_signin_tokens::{NotFresh, NotKept};

use crate::service::Service;
use crate::watched_store::{Held, Trouble};

#[tokio::test]
async fn nobody_sees_a_new_token_while_the_store_is_slow_to_take_it() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let held = Held::new();
    service.store.troubles([Trouble::None, Trouble::Held(held.clone())]);
    let caller = tokio::spawn({
        let (keeper, key) = (keeper.clone(), key.clone());
        async move { keeper.fresh(&key).await }
    });
    held.reached().await;
    assert_eq!(service.refreshes(), 1, "CATAPA has given them");
    assert!(futures_util::poll!(Box::pin(keeper.fresh(&key))).is_pending());
    assert!(matches!(service.keeper().fresh(&key).await, Err(NotFresh::Busy { .. })));
    assert!(!caller.is_finished());

    held.release();
    let seen = caller.await.unwrap().unwrap();
    let stored = service.keeper().fresh(&key).await.unwrap();
    assert_eq!(stored.expose_access_token(), seen.expose_access_token());
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn new_tokens_that_the_store_does_not_take_are_shown_to_nobody_and_stored_by_the_next_call() {
    for trouble in [|| Trouble::NotDone, || Trouble::Unsure, || Trouble::Panic] {
        let service = Service::start();
        let (keeper, key) = service.signed_in_and_due().await;
        service.store.troubles([Trouble::None]); // the lease
        service.store.troubles((0..5).map(|_| trouble()));
        let why = keeper.fresh(&key).await.unwrap_err();
        assert!(matches!(why, NotFresh::Store(_)) && !why.sign_in_again());
        assert_eq!(keeper.unsettled(), 1, "they are kept in memory");
        let seen = keeper.fresh(&key).await.unwrap();
        let stored = service.keeper().fresh(&key).await.unwrap();
        assert_eq!(stored.expose_access_token(), seen.expose_access_token());
        assert_eq!((service.refreshes(), keeper.unsettled()), (1, 0));
    }
}

#[tokio::test]
async fn new_tokens_that_could_not_be_stored_are_stored_by_settle() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.store.troubles([Trouble::None]);
    service.store.troubles((0..5).map(|_| Trouble::Unsure));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Store(_))));
    assert_eq!(keeper.settle().await, 0);
    drop(keeper);
    service.keeper().fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_timer_that_panics_loses_no_new_token() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let options = service.options().sleep::<core::future::Ready<()>>(|_| panic!("this timer belongs to no runtime"));
    let keeper = service.keeper_with(options);
    service.store.troubles([Trouble::None, Trouble::Unsure]);
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn randomness_that_fails_loses_no_new_token() {
    use core::sync::atomic::{AtomicU8, Ordering};
    for panics in [false, true] {
        let service = Service::start();
        let (_, key) = service.signed_in_and_due().await;
        let draws = AtomicU8::new(0);
        let options = service.options().entropy(move |bytes| {
            // The fence and the lease's nonce work; then the nonces for the new tokens fail for a while.
            let draw = draws.fetch_add(1, Ordering::SeqCst);
            assert!(!panics || !(2..7).contains(&draw), "as the test wants it");
            bytes.fill(draw);
            if (2..7).contains(&draw) { Err("as the test wants it") } else { Ok(()) }
        });
        let keeper = service.keeper_with(options);
        assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::NoEntropy(_))));
        keeper.fresh(&key).await.unwrap();
        assert_eq!(service.refreshes(), 1);
    }
}

#[tokio::test]
async fn a_swap_whose_answer_was_lost_is_found_in_the_store() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.store.troubles([Trouble::AnswerLost, Trouble::AnswerLost]); // of the lease, of the new tokens
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
    assert_eq!(service.store.given().len(), 3, "nothing is swapped twice");
}

#[tokio::test]
async fn a_store_that_is_away_before_anything_is_sent_costs_nothing() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.store.fail_loads(5);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Store(_))));
    service.store.troubles((0..5).map(|_| Trouble::NotDone));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Store(_))));
    assert_eq!(service.refreshes(), 0);
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_session_that_is_forgotten_during_its_refresh_stays_forgotten() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let held = Held::new();
    service.store.troubles([Trouble::None, Trouble::Held(held.clone())]);
    let caller = tokio::spawn({
        let (keeper, key) = (keeper.clone(), key.clone());
        async move { keeper.fresh(&key).await }
    });
    held.reached().await;
    keeper.forget(&key).await.unwrap();
    held.release();
    assert!(matches!(caller.await.unwrap(), Err(NotFresh::SignedOut)));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::SignedOut)));
    assert!(service.store.memory.is_empty());
    assert_eq!(keeper.unsettled(), 0);
}

#[tokio::test]
async fn forgetting_a_session_lets_go_of_new_tokens_that_could_not_be_stored() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.store.troubles([Trouble::None]);
    service.store.troubles((0..5).map(|_| Trouble::Unsure));
    assert!(keeper.fresh(&key).await.is_err());
    assert_eq!(keeper.unsettled(), 1);
    keeper.forget(&key).await.unwrap();
    assert_eq!(keeper.unsettled(), 0);
    assert!(service.store.memory.is_empty());
}

#[tokio::test]
async fn forgetting_is_repeated_until_the_store_has_done_it_and_twice_is_no_error() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.store.troubles([Trouble::NotDone, Trouble::AnswerLost]);
    keeper.forget(&key).await.unwrap();
    assert!(service.store.memory.is_empty());
    keeper.forget(&key).await.unwrap();

    let (keeper, key) = service.signed_in().await;
    service.store.troubles((0..5).map(|_| Trouble::NotDone));
    assert!(matches!(keeper.forget(&key).await, Err(NotKept::Store(_))));
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_session_is_kept_once_though_the_store_lost_its_answer() {
    let service = Service::start();
    let keeper = service.keeper();
    service.store.troubles([Trouble::Unsure, Trouble::AnswerLost]);
    let key = keeper.insert(service.sign_in().await).await.unwrap();
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.store.memory.len(), 1);

    service.store.troubles((0..5).map(|_| Trouble::NotDone));
    assert!(matches!(keeper.insert(service.sign_in().await).await, Err(NotKept::Store(_))));
}
