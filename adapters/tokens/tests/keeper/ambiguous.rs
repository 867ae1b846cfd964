//! Nobody sends a refresh token again that may be spent, unless the caller decides so.

use catapa_signin_tokens::{Doubt, NotFresh};
use catapa_stand_in::{Fault, Path};

use crate::service::Service;

const A_DAY: u64 = 86_400;

#[tokio::test]
async fn a_lost_reply_stays_ambiguous_for_every_instance_and_trying_again_is_the_only_way_on() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::reset());
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::NoReply(_)))));

    let sibling = service.keeper();
    for _ in 0..3 {
        for keeper in [&keeper, &sibling] {
            assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::Earlier))));
        }
        service.time_passes(A_DAY);
    }
    assert_eq!(service.refreshes(), 1);

    sibling.try_again(&key).await.unwrap();
    keeper.fresh(&key).await.unwrap();
    assert_eq!(service.refreshes(), 2);
}

#[tokio::test]
async fn a_refresh_token_that_was_spent_is_refused_when_it_is_tried_again() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::reset().carried_out());
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(_))));
    let refused = keeper.try_again(&key).await.unwrap_err();
    assert!(matches!(refused, NotFresh::Refused(_)) && refused.sign_in_again());
    assert!(service.store.memory.is_empty());
}

#[tokio::test]
async fn trying_again_without_a_doubt_is_asking_for_a_fresh_token() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let held = keeper.fresh(&key).await.unwrap();
    let same = keeper.try_again(&key).await.unwrap();
    assert_eq!(same.expose_access_token(), held.expose_access_token());
    assert_eq!(service.refreshes(), 0);
}

#[tokio::test]
async fn a_doubt_outlives_a_second_try_that_did_not_clear_it() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::reset());
    service.catapa.fault(Path::Token, Fault::too_many_requests(7));
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(_))));
    assert!(matches!(keeper.try_again(&key).await, Err(NotFresh::RateLimited { .. })));
    service.time_passes(7);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::Earlier))));
    keeper.try_again(&key).await.unwrap();
}

#[tokio::test]
async fn no_passing_failure_is_final_and_none_is_repeated() {
    let unclear = [
        Fault::answer(500),
        Fault::answer(503).html("<h1>Back soon</h1>"),
        Fault::answer(200).html("<h1>Welcome to our network</h1>"),
        Fault::answer(200),
        Fault::answer(403).html("<h1>Forbidden</h1>"),
        Fault::cut_body(20),
        Fault::close(),
        Fault::redirect(307, "http://127.0.0.1:9/"),
    ];
    for fault in unclear {
        let shown = format!("{fault:?}");
        let service = Service::start();
        let (keeper, key) = service.signed_in_and_due().await;
        service.catapa.fault(Path::Token, fault);
        let why = keeper.fresh(&key).await.unwrap_err();
        assert!(matches!(why, NotFresh::Ambiguous(_)) && !why.sign_in_again(), "{shown}: {why:?}");
        assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::Ambiguous(Doubt::Earlier))), "{shown}");
        assert_eq!((service.refreshes(), service.store.memory.len()), (1, 1), "{shown}");
    }
}
