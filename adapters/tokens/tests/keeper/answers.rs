//! What an answer of the API holds, and what it says when its JSON is another.

use catapa_signin::{ApiError, Explain as _, Method};
use catapa_signin_tokens::{NotAnswered, NotDeserialized};
use catapa_stand_in::{Fault, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::service::Service;

const EMPLOYEES: &str = "/core/v1/employees?page=0";

#[derive(Deserialize)]
struct Employees {
    content: Vec<Employee>,
}

#[derive(Debug, Deserialize)]
struct Employee {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct NewEmployee<'a> {
    name: &'a str,
    manager: Option<&'a str>,
}

#[tokio::test]
async fn an_answer_has_the_status_every_header_but_cookies_and_the_body_as_it_came() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let body = " {\"content\" : [ ]}\n";
    let fault = Fault::answer(206)
        .json(body)
        .header("etag", "\"v7\"")
        .header("link", "</core/v1/employees?page=1>; rel=\"next\"")
        .header("x-total-count", 41)
        .header("set-cookie", "session=planted");
    service.catapa.fault(Path::Employees, fault);
    let answer = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.body()), (206, body.as_bytes()));
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("etag"), Some("\"v7\""));
    assert_eq!(header("link"), Some("</core/v1/employees?page=1>; rel=\"next\""));
    assert_eq!(header("x-total-count"), Some("41"));
    assert_eq!(header("set-cookie"), None);
    assert_eq!(format!("{answer:?}"), "ApiAnswer(206, 19 bytes)");
}

#[tokio::test]
async fn an_answer_is_read_into_a_type_of_the_application() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let answer = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap();
    let employees: Employees = answer.json().unwrap();
    assert!(employees.content.iter().any(|employee| employee.name == "Siti Rahayu" && !employee.id.is_empty()));
}

#[tokio::test]
async fn a_body_is_anything_that_serde_writes() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let raw: &serde_json::value::RawValue = serde_json::from_str(r#"{"name" : "Rina"}"#).unwrap();
    let calls = [
        (
            keeper.call(&key, Method::Post, "/core/v1/employees").json(&NewEmployee { name: "Rina", manager: None }),
            r#"{"name":"Rina","manager":null}"#,
        ),
        (keeper.call(&key, Method::Post, "/core/v1/employees").json(&json!({"name": "Rina"})), r#"{"name":"Rina"}"#),
        (keeper.call(&key, Method::Post, "/core/v1/employees").json(raw), r#"{"name" : "Rina"}"#),
    ];
    for (call, body) in calls {
        service.catapa.clear_requests();
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 201);
        assert_eq!(answer.json::<Value>().unwrap()["name"], "Rina");
        let request = &service.catapa.requests_to(Path::Employees)[0];
        assert_eq!(String::from_utf8_lossy(&request.body), body);
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn a_long_answer_needs_a_limit_of_its_own() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.catapa.faults().times(3, Path::Employees, Fault::altered().padded_to(70_000));
    let call = || keeper.call(&key, Method::Get, EMPLOYEES);
    assert_eq!(call().send().await.unwrap_err().code(), "reply.over_limit");
    assert_eq!(call().reply_limit(69_999).send().await.unwrap_err().code(), "reply.over_limit");
    assert_eq!(call().reply_limit(70_000).send().await.unwrap().body().len(), 70_000);
}

#[tokio::test]
async fn json_of_another_type_and_no_json_say_where_and_leave_the_answer() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let bodies = [
        (r#"[{"id":"7","name":"Rina"}, {"id":7}]"#, "api.other_type", "line 1, column 34"),
        ("[\n{\"id\":\"7\"}]", "api.other_type", "line 2, column 10"),
        ("<h1>Back soon</h1>", "api.not_json", "line 1, column 1 on"),
        (r#"[{"id":"7","na"#, "api.not_json", "line 1, column 14 on"),
        ("", "api.not_json", "line 1, column 0 on"),
    ];
    for (body, code, place) in bodies {
        service.catapa.fault(Path::Employees, Fault::answer(200).body(body));
        let answer = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap();
        let why = answer.json::<Vec<Employee>>().unwrap_err();
        assert_eq!(why.code(), code, "{body}");
        assert!(why.to_string().ends_with(place), "{why} for {body}");
        assert_eq!(answer.body(), body.as_bytes());
        assert_eq!(NotAnswered::from(why).code(), code);
    }
    let nested = "[".repeat(1_000);
    service.catapa.fault(Path::Employees, Fault::answer(200).body(nested));
    let answer = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap();
    assert!(matches!(answer.json::<Value>(), Err(NotDeserialized::NotJson { line: 1, .. })));
}

#[tokio::test]
async fn a_success_without_a_body_is_an_answer() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    service.catapa.fault(Path::Employees, Fault::answer(204));
    let answer = keeper.call(&key, Method::Delete, "/core/v1/employees").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.body()), (204, &b""[..]));
}

#[tokio::test]
async fn what_catapa_says_about_a_refusal_is_passed_on_whole() {
    let service = Service::start();
    let (keeper, key) = service.signed_in().await;
    let problem = r#"{"code":"NOT_\u0041LLOWED","message":"Ask \"HR\"","status":403}"#;
    service.catapa.fault(Path::Employees, Fault::answer(403).json(problem));
    let why = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap_err();
    let NotAnswered::Api(ApiError::Forbidden { problem: Some(problem) }) = why else { panic!("{why:?}") };
    assert_eq!((problem.code(), problem.message()), (Some("NOT_ALLOWED"), Some("Ask \"HR\"")));

    service.catapa.fault(Path::Employees, Fault::too_many_requests(7));
    let why = keeper.call(&key, Method::Get, EMPLOYEES).send().await.unwrap_err();
    let NotAnswered::Api(ApiError::RateLimited { retry_after }) = why else { panic!("{why:?}") };
    assert_eq!(retry_after.asked_for(service.now()), Some(7));
}
