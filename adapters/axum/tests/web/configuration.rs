//! What an application is refused at its start, and not at its first sign-in.

use core::future::ready;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use catapa_signin::{Explain as _, Tenants};
use catapa_signin_axum::{NotStarted, SignInOptions, SignInWithCatapa, SignedIn};
use catapa_signin_tokens::{KeeperOptions, MemoryStore, SealingKeys};
use catapa_stand_in::StandIn;
use http::{Request, Response};
use tower::ServiceExt as _;

use crate::application::client;

fn start(redirect_uri: &str, options: SignInOptions) -> Result<SignInWithCatapa, NotStarted> {
    let stand_in = StandIn::builder().redirect_uri(redirect_uri).start().unwrap();
    let client = client(&stand_in, redirect_uri, Tenants::Any);
    let sender = |_: Request<Vec<u8>>| ready(Err::<Response<Vec<u8>>, _>("nothing is sent"));
    SignInWithCatapa::new(client, sender, MemoryStore::new(), options)
}

#[test]
fn an_https_redirect_uri_without_sealing_keys_does_not_start_and_http_on_this_machine_does() {
    let refused = start("https://app.example.com/callback", SignInOptions::default()).unwrap_err();
    assert_eq!(refused.code(), "web.no_sealing_keys");
    assert_eq!(start("HTTPS://app.example.com/callback", SignInOptions::default()).unwrap_err().code(), refused.code());
    let keys = SealingKeys::new([7; 32]);
    start("https://app.example.com/callback", SignInOptions::default().sealing_keys(keys)).unwrap();
    start("http://127.0.0.1:3000/callback", SignInOptions::default()).unwrap();
}

#[test]
fn a_path_that_axum_would_panic_at_is_refused_by_name() {
    let uri = "http://127.0.0.1:3000/callback";
    let bad = ["", "sign-in", "/{name}", "/:name", "/*rest", "/a?b", "/a#b", "//a", "/a b", "/\u{e9}", "/../a"];
    for path in bad {
        let expected = |what| format!("{path:?} cannot be the {what} path");
        let refused = |options| start(uri, options).unwrap_err().to_string();
        assert_eq!(refused(SignInOptions::default().sign_in_path(path)), expected("sign-in"));
        assert_eq!(refused(SignInOptions::default().callback_path(path)), expected("callback"));
        assert_eq!(refused(SignInOptions::default().sign_out_path(path)), expected("sign-out"));
    }
    assert!(start(uri, SignInOptions::default().home("https://elsewhere.example")).is_err());
    let refused = start("http://127.0.0.1:3000/:callback", SignInOptions::default()).map(drop);
    assert_eq!(refused.unwrap_err().code(), "web.path", "also when it is that of the redirect URI");
    let refused = start(uri, SignInOptions::default().sign_out_path("/callback")).unwrap_err();
    assert_eq!(refused.code(), "web.same_path");
}

#[test]
fn without_randomness_there_are_no_keys_and_no_start() {
    let options =
        SignInOptions::default().keeper(KeeperOptions::default().entropy(|_: &mut [u8]| Err("no randomness")));
    assert_eq!(start("http://127.0.0.1:3000/callback", options).unwrap_err().code(), "web.no_entropy");
}

#[test]
fn without_a_layer_of_sessions_nobody_is_signed_in_and_the_page_is_that_of_a_fault() {
    let catapa = start("http://127.0.0.1:3000/callback", SignInOptions::default()).unwrap();
    let router = Router::new().route("/", get(async |_: SignedIn| "in")).merge(catapa.routes()).with_state(catapa);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (method, path) in [("GET", "/"), ("POST", "/catapa/sign-out")] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = runtime.block_on(router.clone().oneshot(request)).unwrap();
        assert_eq!(response.status(), 500, "{method} {path}");
    }
}
