//! The APIs that take the access token, and the people.

use serde_json::json;

use crate::application::{Application, BASIC, CALLBACK, NOW, claims, parameter};

/// Tokens of a person, at their own tenant.
fn access_token(application: &Application, username: &str) -> (String, String) {
    let url = application.authorize_url(&[]);
    let callback = application.stand_in.sign_in_as(username).allow(&url).unwrap();
    let tenant = parameter(&callback, "tenant").unwrap();
    let code = parameter(&callback, "code").unwrap();
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let headers = [("authorization", BASIC), ("tenant", &tenant)];
    let tokens = application.post("/oauth/token", &headers, &form).tokens();
    assert_eq!(claims(&tokens.access)["tenant"], tenant);
    (format!("Bearer {}", tokens.access), tenant)
}

fn user(application: &Application, username: &str) -> serde_json::Value {
    let (bearer, tenant) = access_token(application, username);
    let headers = [("authorization", bearer.as_str()), ("tenant", &tenant)];
    application.get("/v1/users/me", &headers).json()
}

const PATHS: [&str; 3] = ["/v1/users/me", "/v1/oauth-clients/validate-access-token", "/core/v1/employees?page=0"];

#[test]
fn every_api_wants_a_good_access_token() {
    let application = Application::new();
    let (bearer, _) = access_token(&application, "siti");
    let basic = bearer.replace("Bearer", "Basic");
    for path in PATHS {
        let status = |authorization: &str| {
            application.get(path, &[("authorization", authorization), ("tenant", "gdplabs")]).status
        };
        assert_eq!(status(&bearer), 200);
        assert_eq!(status("Bearer unknown"), 401);
        assert_eq!(status(&basic), 401);
        assert_eq!(status(&format!("{bearer}x")), 401);
        let none = application.get(path, &[("tenant", "gdplabs")]);
        assert_eq!(none.status, 401);
        assert!(none.header("www-authenticate").starts_with("Bearer"));
    }
}

#[test]
fn an_access_token_expires_to_the_second() {
    let application = Application::new();
    let (bearer, _) = access_token(&application, "siti");
    let headers = [("authorization", bearer.as_str()), ("tenant", "gdplabs")];
    for (seconds, status) in [(86_399, 200), (86_400, 401)] {
        application.stand_in.clock().set(NOW + seconds);
        for path in PATHS {
            assert_eq!(application.get(path, &headers).status, status);
        }
    }
}

#[test]
fn every_api_wants_the_tenant_of_the_token() {
    let application = Application::new();
    let (bearer, _) = access_token(&application, "siti");
    for path in PATHS {
        let status = |tenants: &[(&str, &str)]| {
            let mut headers = vec![("authorization", bearer.as_str())];
            headers.extend(tenants);
            application.get(path, &headers).status
        };
        let another = if path.contains("validate") { 401 } else { 403 };
        assert_eq!(status(&[("tenant", "catapa")]), another, "{path}");
        assert_eq!(status(&[("tenant", "GdpLabs")]), another, "{path}");
        assert_eq!(status(&[]), 400, "{path}");
        assert_eq!(status(&[("tenant", "gdplabs"), ("tenant", "gdplabs")]), 400, "{path}");
    }
}

#[test]
fn an_api_error_has_the_shape_of_catapa() {
    let application = Application::new();
    let error = application.get("/v1/users/me", &[]).json();
    assert_eq!(
        error,
        json!({
            "code": "UNAUTHORIZED",
            "message": "The access token is missing, unknown, expired or revoked.",
            "status": 401,
            "timestamp": "2027-01-15T08:00:00Z",
        })
    );
}

#[test]
fn the_page_of_employees_shows_the_colleagues_of_the_tenant() {
    let application = Application::new();
    let (bearer, tenant) = access_token(&application, "siti.catapa");
    let headers = [("authorization", bearer.as_str()), ("tenant", &tenant)];
    let page = |page: &str| application.get(&format!("/core/v1/employees{page}"), &headers);
    assert_eq!(page("?page=0").json()["content"], json!([{"id": "e-2001", "name": "Siti Rahayu"}]));
    assert_eq!(page("").json()["totalElements"], 1);
    assert_eq!(page("?page=1").json()["content"], json!([]));
    assert_eq!(page("?page=x").status, 400);
}

#[test]
fn a_new_employee_is_echoed() {
    let application = Application::new();
    let (bearer, tenant) = access_token(&application, "siti");
    let json = ("content-type", "application/json");
    let headers = [("authorization", bearer.as_str()), ("tenant", &tenant), json];
    let post = |body| application.post_json("/core/v1/employees", &headers, body);

    let created = post(r#"{"name": "Zoë \"Zed\""}"#);
    assert_eq!((created.status, created.json()), (201, json!({"id": "e-new", "name": "Zoë \"Zed\""})));
    assert_eq!(post("[]").status, 400);
    assert_eq!(post("").status, 400);
    let no_type = application.post_json("/core/v1/employees", &headers[..2], "{}");
    assert_eq!(no_type.status, 415);
    assert_eq!(application.post_json("/core/v1/employees", &[json], "{}").status, 401);
}

#[test]
fn the_same_email_in_two_tenants_is_two_people() {
    let application = Application::new();
    let (here, there) = (user(&application, "siti"), user(&application, "siti.catapa"));
    assert_eq!(here["email"], there["email"]);
    assert_ne!(here["employee"], there["employee"]);
}

#[test]
fn a_name_may_hold_quotes_markup_and_any_letter() {
    let user = user(&Application::new(), "zoe");
    assert_eq!(user["employee"]["name"], "Zoë \"Zed\" O'Brien <b>\\ 山田 😀");
}

#[test]
fn of_some_people_only_the_id_is_known_and_every_reply_has_unknown_members() {
    let user = user(&Application::new(), "bare");
    assert_eq!(user["id"], "1003");
    for member in ["username", "email", "employee", "roles"] {
        assert_eq!(user.get(member), None);
    }
    assert!(user["features"].is_object());
}
