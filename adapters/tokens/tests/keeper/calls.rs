//! A call to the API is sent once, and once more after a 401 alone.

use core::future;
use std::sync::Arc;

use catapa_signin::{ApiError, Explain as _, Method};
use catapa_signin_tokens::{Doubt, NotAnswered, NotFresh, SealingKeys, SendError, Sender, SessionKey, TokenKeeper};
use catapa_stand_in::{Fault, Gate, Path, Request};
use futures_util::future::{Either, join_all, select};
use serde_json::json;

use crate::service::{SEALING_KEY, Service};

const EMPLOYEES: &str = "/core/v1/employees?page=0";

/// How many requests CATAPA got since the sign-in: calls, and refreshes.
fn sent(service: &Service) -> (usize, usize) {
    (service.catapa.count(Path::Employees), service.refreshes())
}

async fn post(keeper: &TokenKeeper, key: &SessionKey) -> Result<u16, NotAnswered> {
    let call = keeper.call(key, Method::Post, "/core/v1/employees").json(&json!({"name": "Rina"}));
    call.send().await.map(|answer| answer.status().as_u16())
}

async fn get(keeper: &TokenKeeper, key: &SessionKey) -> Result<u16, NotAnswered> {
    keeper.call(key, Method::Get, EMPLOYEES).send().await.map(|answer| answer.status().as_u16())
}

#[tokio::test]
async fn a_call_under_a_fresh_token_is_one_request() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    assert_eq!(get(&keeper, &key).await.unwrap(), 200);
    assert_eq!(sent(&service), (1, 0));
    let request: &Request = &service.catapa.requests_to(Path::Employees)[0];
    assert_eq!((request.method.as_str(), request.query.as_deref()), ("GET", Some("page=0")));
    assert_eq!(request.header("tenant"), Some("gdplabs"));
}

#[tokio::test]
async fn a_token_that_is_due_is_refreshed_before_the_call_is_sent() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    assert_eq!(post(&keeper, &key).await.unwrap(), 201);
    assert_eq!(sent(&service), (1, 1));
}

#[tokio::test]
async fn after_a_401_a_call_is_sent_once_more_under_a_newer_token_a_post_as_well_as_a_get() {
    for method in [Method::Get, Method::Post] {
        let service = Service::start();
        let (keeper, key) = service.signed_in().await;
        service.catapa.revoke_access_tokens();
        let status = if method == Method::Get { get(&keeper, &key).await } else { post(&keeper, &key).await };
        assert!(status.is_ok_and(|status| matches!(status, 200 | 201)));
        assert_eq!(sent(&service), (2, 1));
        let requests = service.catapa.requests_to(Path::Employees);
        let [first, second] = [&requests[0], &requests[1]];
        assert_eq!((&first.method, &first.query, &first.body), (&second.method, &second.query, &second.body));
        assert_ne!(first.header("authorization"), second.header("authorization"));
    }
}

#[tokio::test]
async fn ten_callers_whose_token_was_rejected_share_one_refresh_and_each_asks_once_more() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.catapa.revoke_access_tokens();
    // Until CATAPA has all ten calls, none is answered.
    let gate = Gate::new();
    service.catapa.faults().times(10, Path::Employees, Fault::altered().held_by(&gate));
    let opens = async {
        while service.catapa.count(Path::Employees) < 10 {
            tokio::task::yield_now().await;
        }
        gate.open();
    };
    let calls = join_all((0..10).map(|number| {
        let (keeper, key) = (&keeper, &key);
        async move { if number % 2 == 0 { get(keeper, key).await } else { post(keeper, key).await } }
    }));
    let (statuses, ()) = tokio::join!(calls, opens);
    assert!(statuses.iter().all(|status| matches!(status, Ok(200 | 201))), "{statuses:?}");
    assert_eq!(sent(&service), (20, 1));
}

#[tokio::test]
async fn a_second_401_is_the_answer_and_ends_no_session() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.catapa.faults().times(2, Path::Employees, Fault::answer(401));
    let why = post(&keeper, &key).await.unwrap_err();
    assert!(matches!(why, NotAnswered::Api(ApiError::TokenRejected(_))) && why.sign_in_again());
    assert_eq!(sent(&service), (2, 1));
    assert_eq!(get(&keeper, &key).await.unwrap(), 200);
}

#[tokio::test]
async fn after_anything_but_a_401_a_call_is_not_sent_again() {
    let faults = [
        (Fault::answer(500), "api.status"),
        (Fault::answer(502), "api.status"),
        (Fault::answer(503).header("retry-after", 1), "api.status"),
        (Fault::answer(503).carried_out().status(504), "api.status"),
        (Fault::answer(403), "api.forbidden"),
        (Fault::answer(404), "api.status"),
        (Fault::answer(408), "api.status"),
        (Fault::too_many_requests(1), "api.rate_limited"),
        (Fault::redirect(307, "/core/v1/employees"), "api.status"),
        (Fault::reset(), "send.ambiguous"),
        (Fault::reset().carried_out(), "send.ambiguous"),
        (Fault::close(), "send.ambiguous"),
        (Fault::cut_body(3), "reply.cut_short"),
        (Fault::altered().padded_to(70_000), "reply.over_limit"),
    ];
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    for (fault, code) in faults {
        for method in [Method::Get, Method::Post] {
            service.catapa.clear_requests();
            service.catapa.fault(Path::Employees, fault.clone());
            let answer = if method == Method::Get { get(&keeper, &key).await } else { post(&keeper, &key).await };
            let why = answer.unwrap_err();
            assert_eq!(why.code(), code, "{method} and {fault:?}");
            assert!(!why.sign_in_again());
            assert_eq!(sent(&service), (1, 0), "{method} and {fault:?}");
        }
    }
    assert_eq!(get(&keeper, &key).await.unwrap(), 200, "the session is as it was");
}

#[tokio::test]
async fn after_a_time_out_a_call_is_not_sent_again() {
    let service = Arc::new(Service::start());
    let (_, key) = service.signed_in().await;
    // A sender that gives up once CATAPA has the request.
    let impatient = Arc::clone(&service);
    let sender = move |request| {
        let service = Arc::clone(&impatient);
        async move {
            let got = Box::pin(async {
                while service.catapa.count(Path::Employees) == 0 {
                    tokio::task::yield_now().await;
                }
            });
            let sending = Box::pin(Sender::send(&service.sender, request, 65_536));
            match select(sending, got).await {
                Either::Left((reply, _)) => reply,
                Either::Right(_) => Err(SendError::from_client("the time is over")),
            }
        }
    };
    let keys = SealingKeys::new(SEALING_KEY);
    let keeper = TokenKeeper::new(service.client.clone(), service.store.clone(), keys, sender, service.options());
    for method in [Method::Get, Method::Post] {
        service.catapa.clear_requests();
        service.catapa.fault(Path::Employees, Fault::silence());
        let answer = if method == Method::Get { get(&keeper, &key).await } else { post(&keeper, &key).await };
        assert!(matches!(answer, Err(NotAnswered::NoReply(_))), "{answer:?}");
        assert_eq!(sent(&service), (1, 0));
    }
}

#[tokio::test]
async fn what_did_not_leave_this_machine_is_told_apart_from_what_may_have_been_carried_out() {
    let service = Service::start();
    let (_, key) = service.signed_in().await;
    let not_sent = |_| future::ready(Err(SendError::NotSent("no network".into())));
    let keys = SealingKeys::new(SEALING_KEY);
    let offline = TokenKeeper::new(service.client.clone(), service.store.clone(), keys, not_sent, service.options());
    assert!(matches!(post(&offline, &key).await, Err(NotAnswered::NotSent(_))));
    assert_eq!(post(&service.keeper(), &key).await.unwrap(), 201, "so it can be sent again");
}

#[tokio::test]
async fn a_call_that_was_rejected_and_cannot_be_refreshed_is_over_after_one_request() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.catapa.revoke_everything();
    let why = post(&keeper, &key).await.unwrap_err();
    assert!(matches!(why, NotAnswered::NotFresh(NotFresh::Refused(_))) && why.sign_in_again());
    assert_eq!(sent(&service), (1, 1));

    let (keeper, key) = service.signed_in().await;
    service.catapa.revoke_access_tokens();
    service.catapa.fault(Path::Token, Fault::reset());
    let why = post(&keeper, &key).await.unwrap_err();
    assert!(matches!(why, NotAnswered::NotFresh(NotFresh::Ambiguous(Doubt::NoReply(_)))) && !why.sign_in_again());
    assert_eq!(sent(&service), (1, 1));
}

#[tokio::test]
async fn a_session_that_nobody_has_a_path_and_a_body_that_are_none_send_nothing() {
    let service = Service::start();
    let (keeper, key) = service.signed_in_and_due().await;
    let list_as_key = std::collections::BTreeMap::from([([1, 2], "a map's key must be text")]);
    let unwritable = keeper.call(&key, Method::Post, "/core/v1/employees").json(&list_as_key);
    assert!(matches!(unwritable.send().await, Err(NotAnswered::NotSerialized(_))));
    assert_eq!(sent(&service), (0, 0), "not even a refresh");

    let (keeper, key) = service.signed_in().await;
    for path in ["", "core", "//elsewhere.example/", "/../oauth/token", "https://elsewhere.example/"] {
        let why = keeper.call(&key, Method::Get, path).send().await.unwrap_err();
        assert!(matches!(why, NotAnswered::Path(_)), "{path}");
    }
    keeper.forget(&key).await.unwrap();
    let why = get(&keeper, &key).await.unwrap_err();
    assert!(matches!(why, NotAnswered::NotFresh(NotFresh::SignedOut)) && why.sign_in_again());
    assert_eq!(service.catapa.requests().len(), 0);
}

#[tokio::test]
async fn who_signed_in_is_asked_once_and_once_more_after_a_401_alone() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let who = || keeper.who(&key, |user| (user.id().to_owned(), user.username().map(str::to_owned)));
    assert_eq!(who().await.unwrap(), ("1001".into(), Some("siti".into())));
    assert_eq!((service.catapa.count(Path::UsersMe), service.refreshes()), (1, 0));

    service.catapa.revoke_access_tokens();
    assert_eq!(who().await.unwrap().0, "1001");
    assert_eq!((service.catapa.count(Path::UsersMe), service.refreshes()), (3, 1));

    for fault in
        [Fault::answer(503), Fault::reset(), Fault::answer(203).carried_out(), Fault::altered().member("id", "[]")]
    {
        service.catapa.clear_requests();
        service.catapa.fault(Path::UsersMe, fault);
        who().await.unwrap_err();
        assert_eq!((service.catapa.count(Path::UsersMe), service.refreshes()), (1, 0));
    }
    service.catapa.faults().times(2, Path::UsersMe, Fault::answer(401));
    assert!(matches!(who().await, Err(NotAnswered::Api(ApiError::TokenRejected(_)))));
}

#[tokio::test]
async fn a_call_goes_on_in_a_task_of_its_own() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let task = tokio::spawn(async move {
        let user = keeper.who(&key, |user| user.key().to_string()).await?;
        let answer = keeper.call(&key, Method::Get, EMPLOYEES).send().await?;
        Ok::<_, NotAnswered>((user, answer.json::<serde_json::Value>()?))
    });
    let (user, employees) = task.await.unwrap().unwrap();
    assert!(user.ends_with("|1001"), "{user}");
    assert!(employees["content"].is_array());
}
