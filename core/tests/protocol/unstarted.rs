//! Unstarted: `begin`, and the link that sends the browser to CATAPA.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::request::AuthorizeUrl;
use catapa_signin::{ClientConfig, Endpoints, Options, SignIn, Step as _, Unstarted};

use crate::story::{BEGIN, CALLBACK, CSRF_TOKEN, Story, VERIFIER, at, callback, config, entropy, wire};

/// The verifier and the challenge of RFC 7636, appendix B.
const RFC_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RFC_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The pairs of the link's query, read by another decoder than ours.
fn pairs(url: &AuthorizeUrl<'_>) -> Vec<(String, String)> {
    let url = url.to_string();
    let (_, query) = url.split_once('?').expect("a query");
    serde_urlencoded::from_str(query).expect("a form")
}

fn value(url: &AuthorizeUrl<'_>, name: &str) -> String {
    let pair = pairs(url).into_iter().find(|(known, _)| known == name);
    pair.unwrap_or_else(|| panic!("no {name}")).1
}

#[test]
fn nothing_has_happened_yet() {
    let Story { client } = Story::default();
    assert_eq!(Unstarted::NAME, "unstarted");
    assert_eq!(format!("{:?}", SignIn::new(&client)), "SignIn(Unstarted)");
}

#[test]
fn beginning_notes_the_time() {
    assert_eq!(Story::default().awaiting_callback().step().started_at(), at(BEGIN));
}

#[test]
fn the_first_half_of_the_entropy_is_the_csrf_token() {
    let Story { client } = Story::default();
    let mut entropy = [0xff; 64];
    entropy[..32].copy_from_slice(&URL_SAFE_NO_PAD.decode(RFC_VERIFIER).unwrap());
    let sign_in = SignIn::new(&client).begin(entropy, at(BEGIN));
    assert_eq!(value(&sign_in.authorize_url(), "state"), RFC_VERIFIER);
}

#[test]
fn each_bit_of_the_first_half_changes_the_csrf_token_and_none_of_the_second() {
    let Story { client } = Story::default();
    for bit in 0..512 {
        let mut entropy = entropy();
        entropy[bit / 8] ^= 1 << (bit % 8);
        let sign_in = SignIn::new(&client).begin(entropy, at(BEGIN));
        assert_eq!(value(&sign_in.authorize_url(), "state") == CSRF_TOKEN, bit >= 256, "bit {bit}");
    }
}

#[test]
fn the_link_has_the_guides_parameters_in_the_guides_order() {
    let story = Story::default();
    let expected = [
        ("response_type", "code"),
        ("client_id", "demo-client"),
        ("redirect_uri", "https://app.example.com/callback"),
        ("scope", ""),
        ("state", CSRF_TOKEN),
    ];
    let sign_in = story.awaiting_callback();
    assert_eq!(pairs(&sign_in.authorize_url()), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn the_scope_is_present_and_empty_unless_one_is_asked_for() {
    let default = Story::default();
    assert!(default.awaiting_callback().authorize_url().to_string().contains("&scope=&"));
    let asked = Story::with(Options::default().scope("all openid"));
    let sign_in = asked.awaiting_callback();
    assert!(sign_in.authorize_url().to_string().contains("&scope=all%20openid&"));
    assert_eq!(value(&sign_in.authorize_url(), "scope"), "all openid");
}

#[test]
fn every_reserved_character_survives_the_link() {
    let client_id = "a b&c=d+e%f#g?h/é~";
    let story = Story::of(ClientConfig { client_id, ..config() });
    let sign_in = story.awaiting_callback();
    let url = sign_in.authorize_url();
    assert_eq!(value(&url, "client_id"), client_id);
    assert!(url.to_string().bytes().all(|byte| byte.is_ascii_graphic()));
}

#[test]
fn the_redirect_uri_is_sent_byte_for_byte() {
    for redirect_uri in [
        "https://app.example.com",
        "https://app.example.com/",
        "HTTPS://App.Example.com:443/Callback/",
        "https://app.example.com/callback?next=%2Fhome&x=1+2",
        "https://app.example.com/%7euser/%7Euser/../a//b/;v=1?%zz&&=",
        "http://127.0.0.1:8910/callback?",
        "http://[::1]:1/",
    ] {
        let story = Story::of(ClientConfig { redirect_uri, ..config() });
        let sign_in = story.awaiting_callback();
        assert_eq!(value(&sign_in.authorize_url(), "redirect_uri"), redirect_uri);
        let have_code = story.have_code();
        let body = wire(&have_code.token_request(at(CALLBACK)).unwrap());
        let sent: Vec<(String, String)> = serde_urlencoded::from_str(body.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert!(sent.contains(&("redirect_uri".into(), redirect_uri.into())), "identical in both requests");
    }
}

#[test]
fn the_parameters_follow_a_query_that_the_endpoint_has_already() {
    let origins = Endpoints::new("https://accounts.example.com", "https://api.example.com");
    for (endpoint, start) in [
        ("https://a.example.com/login", "https://a.example.com/login?response_type=code&"),
        ("https://a.example.com", "https://a.example.com?response_type=code&"),
        ("https://a.example.com/login?", "https://a.example.com/login?response_type=code&"),
        ("https://a.example.com/login?lang=id", "https://a.example.com/login?lang=id&response_type=code&"),
        ("https://a.example.com/login?lang=id&", "https://a.example.com/login?lang=id&response_type=code&"),
    ] {
        let story = Story::of(ClientConfig { endpoints: origins.authorize_url(endpoint), ..config() });
        let url = story.awaiting_callback().authorize_url().to_string();
        assert!(url.starts_with(start), "{url}");
    }
}

#[test]
fn the_length_of_the_link_is_the_number_of_bytes_written() {
    for options in [Options::default(), Options::default().pkce(true).scope("all")] {
        let story = Story::with(options);
        let sign_in = story.awaiting_callback();
        let url = sign_in.authorize_url();
        let mut written = String::new();
        url.write_to(&mut written).unwrap();
        assert_eq!(url.len(), written.len());
        assert_eq!(url.to_string(), written);
    }
}

#[test]
fn the_link_can_be_shown_and_its_debug_form_has_no_csrf_token() {
    let story = Story::with(Options::default().pkce(true));
    let sign_in = story.awaiting_callback();
    let debug = format!("{:?}", sign_in.authorize_url());
    assert!(debug.starts_with("AuthorizeUrl(https://accounts.example.com/oauth2/authorize, "), "{debug}");
    assert!(!debug.contains(CSRF_TOKEN));
}

#[test]
fn without_pkce_there_is_no_challenge_and_no_verifier() {
    let story = Story::default();
    assert!(!story.awaiting_callback().authorize_url().to_string().contains("code_challenge"));
    let have_code = story.have_code();
    assert!(!wire(&have_code.token_request(at(CALLBACK)).unwrap()).contains("code_verifier"));
}

#[test]
fn pkce_adds_the_challenge_of_rfc_7636_and_sends_its_verifier_with_the_code() {
    let story = Story::with(Options::default().pkce(true));
    let mut entropy = entropy();
    entropy[32..].copy_from_slice(&URL_SAFE_NO_PAD.decode(RFC_VERIFIER).unwrap());
    let sign_in = SignIn::new(&story.client).begin(entropy, at(BEGIN));
    let url = sign_in.authorize_url().to_string();
    assert!(url.ends_with(&format!("&state={CSRF_TOKEN}&code_challenge={RFC_CHALLENGE}&code_challenge_method=S256")));
    assert!(!url.contains(RFC_VERIFIER), "the verifier stays with us");

    let have_code = sign_in.accept(&callback(), at(CALLBACK)).unwrap();
    let request = wire(&have_code.token_request(at(CALLBACK)).unwrap());
    assert!(request.ends_with(&format!("&code_verifier={RFC_VERIFIER}")), "{request}");
}

#[test]
fn the_verifier_survives_a_kept_step() {
    let story = Story::with(Options::default().pkce(true));
    let kept = story.awaiting_callback().into_step().to_bytes();
    let kept = catapa_signin::AwaitingCallback::from_bytes(&kept).unwrap();
    let have_code = story.client.resume(kept).unwrap().accept(&callback(), at(CALLBACK)).unwrap();
    assert!(wire(&have_code.token_request(at(CALLBACK)).unwrap()).contains(&format!("&code_verifier={VERIFIER}")));
}
