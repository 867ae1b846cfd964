//! One uneventful sign-in. The first file to read.

use serde_json::json;

use crate::application::{Application, CALLBACK, NOW, claims, parameter};

#[test]
fn a_person_signs_in_and_the_application_learns_who_it_is() {
    let application = Application::new();

    // The person logs in at the stand-in, allows it, and comes back with a code.
    let authorize_url = application.authorize_url(&[]);
    let callback = application.stand_in.sign_in_as("siti").allow(&authorize_url).unwrap();
    assert!(callback.starts_with(&format!("{CALLBACK}&code=")));
    assert_eq!(parameter(&callback, "state").unwrap(), "xyz &=é");
    assert_eq!(parameter(&callback, "tenant").unwrap(), "gdplabs");
    assert_eq!(parameter(&callback, "iss"), None);

    // The application exchanges the code.
    let reply = application.exchange(&parameter(&callback, "code").unwrap());
    let tokens = reply.tokens();
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.json()["token_type"], "Bearer");
    assert_eq!(reply.json()["expires_in"], 86_400);
    assert_eq!(reply.json()["scope"], "");
    assert_eq!(reply.json().as_object().unwrap().len(), 5);
    let claims = claims(&tokens.access);
    assert_eq!(claims["tenant"], "gdplabs");
    assert_eq!(claims["exp"], NOW + 86_400);
    assert_eq!(claims.get("sub"), None);
    assert_eq!(tokens.refresh.len(), 43);

    // Who is it?
    let user = application.users_me(&tokens).json();
    assert_eq!(user["id"], "1001");
    assert_eq!(user["username"], "siti");
    assert_eq!(user["email"], "siti@example.com");
    assert_eq!(user["employee"], json!({"id": "e-1001", "name": "Siti Rahayu"}));
    assert_eq!(user["roles"][1], json!({"id": "r-2", "name": "Payroll Administrator"}));

    // A day later the application refreshes the access token: a new pair, and the same person.
    application.stand_in.clock().advance(86_400);
    assert_eq!(application.users_me(&tokens).status, 401);
    let refreshed = application.refresh(&tokens.refresh).tokens();
    assert_ne!(refreshed.access, tokens.access);
    assert_ne!(refreshed.refresh, tokens.refresh);
    assert_eq!(application.users_me(&refreshed).json()["id"], "1001");
}
