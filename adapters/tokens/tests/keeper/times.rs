//! Rate limits, leases, and clocks that run back: each one second before its time, and at that time.

use catapa_signin::UnixTime;
use catapa_signin_tokens::{Doubt, NotFresh};
use catapa_stand_in::{Fault, Gate, Path};

use crate::service::{LIFETIME, NOW, Service};

#[tokio::test]
async fn a_rate_limit_is_honoured_by_all_instances_without_touching_the_network_until_its_time() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::too_many_requests(30));
    let end = UnixTime::from_secs(NOW + LIFETIME + 30);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::RateLimited { until }) if until == end));

    let connections = service.catapa.connections();
    service.time_passes(29);
    for keeper in [&keeper, &service.keeper()] {
        assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::RateLimited { until }) if until == end));
        assert!(matches!(keeper.try_again(&key).await, Err(NotFresh::RateLimited { until }) if until == end));
    }
    assert_eq!(service.catapa.connections(), connections);
    service.time_passes(1);
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_rate_limit_by_a_clock_that_has_run_back_since_does_not_last_for_ever() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::too_many_requests(30));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::RateLimited { .. })));
    service.clock_runs_back(LIFETIME / 2);
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_runs_back_extends_no_token() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let held = keeper.fresh(&key).await.unwrap();
    service.clock_runs_back(60);
    assert_eq!(keeper.fresh(&key).await.unwrap().expose_access_token(), held.expose_access_token());
    service.clock_runs_back(1);
    assert_ne!(keeper.fresh(&key).await.unwrap().expose_access_token(), held.expose_access_token());
}

/// An instance that took the lease, sent, and never reported back.
async fn instance_that_died(service: &Service, key: &catapa_signin_tokens::SessionKey) {
    service.catapa.fault(Path::Token, Fault::altered().held_by(&Gate::new()));
    let keeper = service.keeper();
    let mut call = Box::pin(keeper.fresh(key));
    while service.refreshes() == 0 {
        assert!(futures_util::poll!(&mut call).is_pending());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_lease_keeps_others_waiting_to_its_end_and_is_ambiguous_from_then_on() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    instance_that_died(&service, &key).await;

    let keeper = service.keeper();
    service.time_passes(120 + 59); // the lease, and a minute for clocks that differ
    let end = UnixTime::from_secs(NOW + LIFETIME + 180);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Busy { until }) if until == end));
    assert!(matches!(keeper.try_again(&key).await, Err(NotFresh::Busy { until }) if until == end));
    service.time_passes(1);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::LeaseRanOut))));
    assert_eq!(service.refreshes(), 1);
    assert!(matches!(keeper.try_again(&key).await, Err(NotFresh::Refused(_))), "CATAPA had done it");
}

#[tokio::test]
async fn a_lease_by_a_clock_that_has_run_back_since_is_ambiguous_and_not_sent_under() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    instance_that_died(&service, &key).await;
    service.clock_runs_back(61);
    assert!(matches!(service.keeper().fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::LeaseRanOut))));
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn a_store_that_takes_longer_than_half_the_lease_has_nothing_sent_under_that_lease() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let held = crate::watched_store::Held::new();
    service.store.troubles([crate::watched_store::Trouble::Held(held.clone())]);
    let caller = tokio::spawn({
        let (keeper, key) = (keeper.clone(), key.clone());
        async move { keeper.fresh(&key).await }
    });
    held.reached().await;
    service.time_passes(60);
    held.release();
    caller.await.unwrap().unwrap();
    assert_eq!(service.refreshes(), 1);
    let leases = service.store.given().len() - 2; // the session as it was inserted, and the new tokens
    assert_eq!(leases, 2, "it took another lease");
}

#[tokio::test]
async fn a_session_is_kept_for_as_long_as_the_options_say_since_its_last_refresh() {
    let service = Service::start();
    let (_, key) = service.signed_in_and_due().await;
    let keeper = service.keeper_with(service.options().kept_for(core::time::Duration::from_secs(2 * LIFETIME)));
    keeper.fresh(&key).await.unwrap();
    service.time_passes(2 * LIFETIME - 1);
    assert_eq!(service.store.memory.len(), 1);
    service.time_passes(1);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::SignedOut)));
}
