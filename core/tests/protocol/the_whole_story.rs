//! One uneventful sign-in, every byte written out: the first file to read.

use catapa_signin::{Freshness, Method, Reply, SignIn};

use crate::story::{BEGIN, CALLBACK, GRANT, LIFETIME, Story, access_token, at, entropy, jwt, token_reply_with, wire};

#[test]
fn a_person_signs_in_is_known_and_stays_signed_in() {
    let Story { client } = Story::default();

    // Unstarted: 64 random bytes and the time come from the caller.
    let sign_in = SignIn::new(&client).begin(entropy(), at(BEGIN));

    // AwaitingCallback: the browser goes to CATAPA.
    assert_eq!(
        sign_in.authorize_url().to_string(),
        "https://accounts.example.com/oauth2/authorize?response_type=code&client_id=demo-client\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&scope=\
         &state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    );
    let kept = sign_in.into_step().to_bytes();

    // The person agrees, and the browser comes back.
    let kept = catapa_signin::AwaitingCallback::from_bytes(&kept).unwrap();
    let callback = "code=SplxlOBeZQQYbYS6WxSbIA&state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";
    let have_code = client.resume(kept).unwrap().accept(callback, at(CALLBACK)).unwrap();

    // HaveCode: our server trades the code for tokens.
    assert_eq!(
        wire(&have_code.token_request(at(CALLBACK)).unwrap()),
        "POST /oauth/token HTTP/1.1\r\n\
         host: api.example.com\r\n\
         user-agent: catapa-signin/0.1.0\r\n\
         accept: application/json\r\n\
         accept-encoding: identity\r\n\
         content-type: application/x-www-form-urlencoded\r\n\
         tenant: gdplabs\r\n\
         authorization: Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ=\r\n\
         content-length: 111\r\n\
         connection: close\r\n\
         \r\n\
         grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"
    );
    let mut body = token_reply_with(&access_token(), r#""refresh-1""#).into_bytes();
    let authorized = have_code.finish(Reply::new(200, &mut body), at(GRANT)).unwrap();
    let authorized = authorized.to_owned_in::<String>().unwrap();

    // Authorized: who is it?
    assert_eq!(
        wire(&authorized.user_request()),
        format!(
            "GET /v1/users/me HTTP/1.1\r\n\
             host: api.example.com\r\n\
             user-agent: catapa-signin/0.1.0\r\n\
             accept: application/json\r\n\
             accept-encoding: identity\r\n\
             tenant: gdplabs\r\n\
             authorization: Bearer {}\r\n\
             connection: close\r\n\
             \r\n",
            access_token()
        )
    );
    let mut body = br#"{"id":"u-1","username":"siti","email":"siti@example.com",
        "employee":{"id":"e-7","name":"Siti Rahayu"},"roles":[{"id":"r-1","name":"Employee"}]}"#
        .to_vec();
    let user = authorized.read_user(Reply::new(200, &mut body)).unwrap();
    assert_eq!(user.id(), "u-1");
    assert_eq!(user.employee().unwrap().name, Some("Siti Rahayu"));
    assert_eq!(user.key().to_string(), "https://api.example.com|gdplabs|u-1");

    // Every call to the API works the same way.
    let request = authorized.api_request(Method::Get, "/core/v1/employees?page=0").unwrap();
    assert_eq!(request.url().to_string(), "https://api.example.com/core/v1/employees?page=0");

    // A day later, less a minute: the access token is due.
    let Freshness::Fresh(authorized) = authorized.at(at(GRANT + LIFETIME - 61)) else { panic!("still fresh") };
    let Freshness::Expired(expired) = authorized.at(at(GRANT + LIFETIME - 60)) else { panic!("due") };

    // Expired: the refresh token buys a new pair.
    assert_eq!(
        wire(&expired.refresh_request()),
        "POST /oauth/token HTTP/1.1\r\n\
         host: api.example.com\r\n\
         user-agent: catapa-signin/0.1.0\r\n\
         accept: application/json\r\n\
         accept-encoding: identity\r\n\
         content-type: application/x-www-form-urlencoded\r\n\
         tenant: gdplabs\r\n\
         authorization: Basic ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ=\r\n\
         content-length: 48\r\n\
         connection: close\r\n\
         \r\n\
         grant_type=refresh_token&refresh_token=refresh-1"
    );
    let mut body = token_reply_with(&jwt(r#"{"tenant":"gdplabs","jti":"2"}"#), r#""refresh-2""#).into_bytes();
    let authorized = expired.finish(Reply::new(200, &mut body), at(GRANT + LIFETIME)).unwrap();

    // Authorized, again.
    assert_eq!(authorized.step().expires_at(), Some(at(GRANT + 2 * LIFETIME)));
    assert_eq!(authorized.step().expose_refresh_token(), Some("refresh-2"));
}
