//! What CATAPA refuses, and what it leaves out.

use catapa_signin_tokens::NotFresh;
use catapa_stand_in::{Fault, Path};

use crate::service::{LIFETIME, Service};

#[tokio::test]
async fn invalid_grant_is_final_and_the_session_is_gone_for_all_instances() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.revoke_everything();
    let why = keeper.fresh(&key).await.unwrap_err();
    assert!(matches!(why, NotFresh::Refused(_)) && why.sign_in_again());
    assert!(service.store.memory.is_empty());
    for keeper in [keeper, service.keeper()] {
        assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::SignedOut)));
        assert!(matches!(keeper.try_again(&key).await, Err(NotFresh::SignedOut)));
    }
    assert_eq!(service.refreshes(), 1);
}

#[tokio::test]
async fn new_tokens_of_another_tenant_are_seen_by_nobody_and_end_the_session() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::altered().claim("tenant", r#""acme""#));
    let why = keeper.fresh(&key).await.unwrap_err();
    assert!(matches!(why, NotFresh::TenantRefused(_)) && why.sign_in_again());
    assert!(service.store.memory.is_empty());
}

#[tokio::test]
async fn invalid_client_ends_no_session_and_is_not_repeated_for_a_minute() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    service.catapa.fault(Path::Token, Fault::oauth_error(401, "invalid_client"));
    let why = keeper.fresh(&key).await.unwrap_err();
    assert!(matches!(why, NotFresh::ClientRefused(_)) && !why.sign_in_again());
    service.time_passes(59);
    assert!(matches!(keeper.fresh(&key).await, Err(NotFresh::RateLimited { .. })));
    assert_eq!(service.refreshes(), 1);
    service.time_passes(1);
    keeper.fresh(&key).await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_that_is_absent_null_or_empty_in_the_reply_keeps_the_old() {
    let replies = [
        Fault::altered().without_member("refresh_token"),
        Fault::altered().member("refresh_token", "null"),
        Fault::altered().member("refresh_token", r#""""#),
    ];
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    for reply in replies {
        service.catapa.fault(Path::Token, reply);
        keeper.fresh(&key).await.unwrap();
        service.time_passes(LIFETIME);
    }
    keeper.fresh(&key).await.unwrap();
    let sent = service.catapa.requests_to(Path::Token);
    let sent: Vec<_> = sent.iter().map(|request| request.form("refresh_token").unwrap()).collect();
    assert_eq!(sent.len(), 4);
    assert!(sent.iter().all(|token| *token == sent[0]));

    service.time_passes(LIFETIME);
    keeper.fresh(&key).await.unwrap();
    let last = service.catapa.requests_to(Path::Token).pop().unwrap();
    assert_ne!(last.form("refresh_token").unwrap(), sent[0], "a new one replaces it");
}

#[tokio::test]
async fn without_a_refresh_token_the_session_is_over_at_its_end_and_nothing_is_sent() {
    let service = Service::start();
    service.catapa.fault(Path::Token, Fault::altered().without_member("refresh_token"));
    let (keeper, key) = service.signed_in().await;
    let held = keeper.fresh(&key).await.unwrap();
    let proof = service.rejection(&held).await;
    assert!(matches!(keeper.rejected(&key, proof).await, Err(NotFresh::Over)));
    service.time_passes(LIFETIME);
    let why = keeper.fresh(&key).await.unwrap_err();
    assert!(matches!(why, NotFresh::Over) && why.sign_in_again());
    assert_eq!(service.refreshes(), 0);
}
