//! What the stand-in records of its requests.

use catapa_stand_in::Path;

use crate::application::{Application, BASIC, CALLBACK};

#[test]
fn a_request_is_recorded_as_it_arrived() {
    let application = Application::new();
    let headers = [("Authorization", BASIC), ("X-Two", "a"), ("X-Two", "b")];
    application.post("/oauth/token?a=%20b&c", &headers, &[("redirect_uri", CALLBACK)]);

    let [request] = application.stand_in.requests().try_into().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/oauth/token"));
    assert_eq!(request.query.as_deref(), Some("a=%20b&c"));
    assert_eq!(request.parameter("a").unwrap(), " b");
    assert_eq!(request.header("AUTHORIZATION"), Some(BASIC));
    assert_eq!(request.header("x-two"), None);
    assert_eq!(request.basic().unwrap(), "app:s3cret");
    assert_eq!(request.body, b"redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback%3Ffrom%3Dcatapa");
    assert_eq!(request.form("redirect_uri").unwrap(), CALLBACK);
    assert!(request.peer.ip().is_loopback());
    assert!(format!("{request:?}").starts_with("POST /oauth/token?a=%20b&c (from 127.0.0.1:"));
}

#[test]
fn requests_are_counted_by_path_until_they_are_forgotten() {
    let application = Application::new();
    application.tokens();
    application.get("/favicon.ico", &[]);
    let stand_in = &application.stand_in;
    let paths = [Path::Authorize, Path::Login, Path::Consent, Path::Token, Path::UsersMe, Path::Unknown];
    assert_eq!(paths.map(|path| stand_in.count(path)), [1, 1, 2, 1, 0, 1]);
    assert_eq!(stand_in.requests().len(), 6);
    assert_eq!(stand_in.requests_to(Path::Token)[0].form("grant_type").unwrap(), "authorization_code");

    stand_in.clear_requests();
    assert_eq!((stand_in.requests(), stand_in.connections()), (vec![], 0));
}

#[test]
fn connections_are_counted_even_when_nothing_is_asked() {
    let application = Application::new();
    application.get("/v1/users/me", &[]);
    application.get("/v1/users/me", &[]);
    // The second request went over the first connection.
    assert_eq!(application.stand_in.connections(), 1);
    let peers: Vec<_> = application.stand_in.requests().iter().map(|request| request.peer).collect();
    assert_eq!(peers[0], peers[1]);
}

#[test]
fn a_request_that_is_too_large_is_refused() {
    let application = Application::new();
    let body = "x".repeat((1 << 20) + 1);
    assert_eq!(application.post_json("/core/v1/employees", &[], &body).status, 413);
}

#[test]
fn a_stand_in_starts_inside_an_async_runtime_and_stops_there() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let application = Application::new();
        let tokens = application.tokens();
        assert_eq!(application.users_me(&tokens).status, 200);
    });
}

#[test]
fn answers_are_dated_by_the_stand_ins_clock() {
    let application = Application::new();
    assert_eq!(application.get("/v1/users/me", &[]).header("date"), "Fri, 15 Jan 2027 08:00:00 GMT");
}
