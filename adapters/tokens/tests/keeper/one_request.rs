//! One refresh request for any number of callers, whatever happens to them.

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use catapa_signin_tokens::{Doubt, NotFresh, SealingKeys, SendError, Sender, TokenKeeper};
use catapa_stand_in::{Fault, Gate, Path};
use futures_util::future::join_all;
use tokio::sync::oneshot;

use crate::service::{SEALING_KEY, Service};
use crate::watched_store::Held;

#[tokio::test]
async fn sixty_four_callers_at_expiry_share_one_request_and_get_equal_answers() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let answers = join_all((0..64).map(|_| keeper.fresh(&key))).await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| Arc::ptr_eq(answer.as_ref().unwrap(), first)));
    assert_eq!(service.refreshes(), 1);
    assert_eq!(service.store.loads(), 1, "they share the task, not only the lease");
}

#[tokio::test]
async fn sixty_four_callers_share_a_failure_as_well() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::reset());
    let answers = join_all((0..64).map(|_| keeper.fresh(&key))).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(NotFresh::Ambiguous(Doubt::NoReply(_))))));
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_token_that_is_fresh_is_handed_out_without_a_request() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    keeper.fresh(&key).await.unwrap();
    service.time_passes(crate::service::LIFETIME - 61);
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 0);
    service.time_passes(1); // it is due a minute before it expires
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}

/// A leader whose request is on its way, a follower that waits for the same reply, and a gate that holds it.
async fn a_leader_goes(panics: bool) {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let gate = Gate::new();
    service.catapa.fault(Path::Token, Fault::altered().held_by(&gate));

    let (goes, told_to_go) = oneshot::channel::<()>();
    let leader = tokio::spawn({
        let (keeper, key) = (keeper.clone(), key.clone());
        async move {
            tokio::select! {
                fresh = keeper.fresh(&key) => panic!("the reply is held: {}", fresh.is_ok()),
                _ = told_to_go => if panics { panic!("as the test wants it") },
            }
        }
    });
    service.got(1).await;
    let mut follower = Box::pin(keeper.fresh(&key));
    assert!(futures_util::poll!(&mut follower).is_pending());
    goes.send(()).unwrap();
    assert_eq!(leader.await.is_err(), panics);

    gate.open();
    follower.await.unwrap();
    assert_eq!(service.refreshes(), 1);
    assert_eq!(keeper.unsettled(), 0);
}

#[tokio::test]
async fn a_cancelled_leader_is_replaced_by_a_follower() {
    a_leader_goes(false).await;
}

#[tokio::test]
async fn a_leader_that_panics_is_replaced_by_a_follower() {
    a_leader_goes(true).await;
}

/// A keeper whose only caller went away when its request was sent.
async fn abandoned(service: &Service, keeper: &TokenKeeper, key: &catapa_signin_tokens::SessionKey) {
    let gate = Gate::new();
    service.catapa.fault(Path::Token, Fault::altered().held_by(&gate));
    let caller = tokio::spawn({
        let (keeper, key) = (keeper.clone(), key.clone());
        async move { keeper.fresh(&key).await.is_ok() }
    });
    service.got(1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    gate.open();
}

#[tokio::test]
async fn a_refresh_that_all_callers_left_is_brought_to_its_end_by_the_next() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    abandoned(&service, &keeper, &key).await;
    assert_eq!(keeper.unsettled(), 1);
    keeper.fresh(&key).await.unwrap();
    assert_eq!((service.refreshes(), keeper.unsettled()), (1, 0));
}

#[tokio::test]
async fn a_refresh_that_all_callers_left_is_brought_to_its_end_by_settle() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    abandoned(&service, &keeper, &key).await;
    assert_eq!(keeper.settle().await, 0);
    drop(keeper);
    service.keeper().fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1, "another instance finds the new tokens");
}

#[tokio::test]
async fn with_a_way_to_spawn_a_refresh_goes_on_when_all_callers_left() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let keeper = service.keeper_with(service.options().spawn(|task| drop(tokio::spawn(task))));
    abandoned(&service, &keeper, &key).await;
    while keeper.unsettled() > 0 {
        tokio::task::yield_now().await;
    }
    service.keeper().fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_caller_that_leaves_before_anything_is_at_stake_leaves_nothing_behind() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let keeper = service.keeper_with(service.options().sleep(|_| core::future::pending()));
    service.store.fail_loads(1);
    let mut caller = Box::pin(keeper.fresh(&key));
    assert!(futures_util::poll!(&mut caller).is_pending(), "it waits before it loads again");
    drop(caller);
    assert_eq!(keeper.unsettled(), 0);
}

#[tokio::test]
async fn a_caller_that_leaves_early_leaves_the_task_to_those_that_wait_and_to_those_that_come() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let pause = Held::new();
    let held = pause.clone();
    let options = service.options().sleep(move |_| {
        let held = held.clone();
        async move { held.wait().await }
    });
    let keeper = service.keeper_with(options);
    service.store.fail_loads(1);
    let (mut first, mut second, mut third) =
        (Box::pin(keeper.fresh(&key)), Box::pin(keeper.fresh(&key)), Box::pin(keeper.fresh(&key)));
    assert!(futures_util::poll!(&mut first).is_pending());
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    assert!(futures_util::poll!(&mut third).is_pending());
    (0..100).for_each(|_| pause.release());
    let (second, third) = tokio::join!(second, third);
    assert!(Arc::ptr_eq(&second.unwrap(), &third.unwrap()));
    assert_eq!(service.store.loads(), 2, "the one that failed, and the one after it");
}

#[tokio::test]
async fn a_sender_that_panics_leaves_an_ambiguous_session_and_callers_that_live() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let (sender, has_panicked, all_have_joined) = (service.sender.clone(), AtomicBool::new(false), Held::new());
    let held = all_have_joined.clone();
    let panics_once = move |request| {
        let (panics, held, sender) = (!has_panicked.swap(true, Ordering::SeqCst), held.clone(), sender.clone());
        async move {
            if panics {
                held.wait().await;
                panic!("as the test wants it");
            }
            Sender::send(&sender, request, 65_536).await
        }
    };
    let keys = SealingKeys::new(SEALING_KEY);
    let keeper = TokenKeeper::new(service.client.clone(), service.store.clone(), keys, panics_once, service.options());

    let mut answers = join_all((0..8).map(|_| keeper.fresh(&key)));
    assert!(futures_util::poll!(&mut answers).is_pending());
    all_have_joined.release();
    assert!(answers.await.iter().all(|answer| matches!(answer, Err(NotFresh::Ambiguous(Doubt::Panicked)))));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::Earlier))));
    keeper.try_again(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_clock_that_panics_breaks_one_call_off_and_not_the_next() {
    let service = Service::start();
    let (_, key) = service.signed_in().await;
    let (now, has_panicked) = (service.now(), AtomicBool::new(false));
    let options = service.options().clock(move || {
        assert!(has_panicked.swap(true, Ordering::SeqCst), "as the test wants it");
        now
    });
    let keeper = service.keeper_with(options);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Panicked)));
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_call_sends_one_request_though_the_new_token_is_due_at_once() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::altered().member("expires_in", 0));
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 2);
}

#[tokio::test]
async fn a_rejected_token_is_refreshed_once_for_all_that_held_it() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let held = keeper.fresh(&key).await.unwrap();
    let proof = service.rejection(&held).await;

    let answers = join_all((0..8).map(|_| keeper.rejected(&key, proof.clone()))).await;
    let newer = answers[0].as_ref().unwrap();
    assert_ne!(newer.expose_access_token(), held.expose_access_token());
    let late = keeper.rejected(&key, proof).await.unwrap();
    assert_eq!(late.expose_access_token(), newer.expose_access_token(), "there is a newer one already");
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn who_was_rejected_and_joins_a_call_that_got_the_same_token_refreshes_after_all() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let held = keeper.fresh(&key).await.unwrap();
    let proof = service.rejection(&held).await;
    service.store.fail_loads(1); // so that the first call is still under way when the second comes
    let (fresh, other) = tokio::join!(keeper.fresh(&key), keeper.rejected(&key, proof));
    assert_eq!(fresh.unwrap().expose_access_token(), held.expose_access_token());
    assert_ne!(other.unwrap().expose_access_token(), held.expose_access_token());
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_request_that_did_not_leave_costs_nothing() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let not_sent = |_| core::future::ready(Err(SendError::NotSent("no network".into())));
    let keys = SealingKeys::new(SEALING_KEY);
    let offline = TokenKeeper::new(service.client.clone(), service.store.clone(), keys, not_sent, service.options());
    for _ in 0..3 {
        assert!(matches!(offline.fresh(&key).await, Err(NotFresh::NotSent(_))));
    }
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 1);
}
