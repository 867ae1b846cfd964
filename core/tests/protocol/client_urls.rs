//! Where CATAPA is, and where it sends the browser: https, or http to this machine.

use catapa_signin::config::{ConfigError, Fault, Setting};
use catapa_signin::{Client, ClientConfig, Endpoints, Method, Options};

use crate::client::refused;
use crate::story::{BEGIN, CALLBACK, Story, at, config, entropy};

const ACCOUNTS: &str = "https://accounts.example.com";
const API: &str = "https://api.example.com";

fn redirect_to(redirect_uri: &str) -> ClientConfig<'_> {
    ClientConfig { redirect_uri, ..config() }
}

fn at_origins<'a>(accounts: &'a str, api: &'a str) -> ClientConfig<'a> {
    ClientConfig { endpoints: Endpoints::new(accounts, api), ..config() }
}

fn with_endpoints(endpoints: Endpoints<'_>) -> ClientConfig<'_> {
    ClientConfig { endpoints, ..config() }
}

/// The same URL in each place of the configuration that takes one, except the origins.
fn everywhere(url: &str) -> [(Setting, ClientConfig<'_>); 5] {
    let guide = Endpoints::new(ACCOUNTS, API);
    [
        (Setting::RedirectUri, redirect_to(url)),
        (Setting::AuthorizeUrl, with_endpoints(guide.authorize_url(url))),
        (Setting::TokenUrl, with_endpoints(guide.token_url(url))),
        (Setting::UserUrl, with_endpoints(guide.user_url(url))),
        (Setting::ValidateUrl, with_endpoints(guide.validate_url(url))),
    ]
}

#[test]
fn https_is_taken_for_every_host() {
    for url in [
        "https://app.example.com",
        "https://app.example.com/",
        "HTTPS://APP.EXAMPLE.COM/Callback",
        "https://app.example.com:8443/callback?a=tenant&b=%20",
        "https://10.0.0.1/callback",
        "https://[2001:db8::1]:443/callback",
        "https://app_1.example.com?query",
        "https://app.example.com/a@b:c",
        "https://app.example.com:65535/",
        "https://app.example.com:1/",
    ] {
        for (_, config) in everywhere(url) {
            Client::new(config).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }
}

#[test]
fn http_is_taken_for_this_very_machine_alone() {
    for loopback in [
        "http://127.0.0.1/callback",
        "http://127.0.0.1:8080/callback",
        "http://[::1]:8080",
        "http://localhost:8080/callback",
        "http://localhost?query",
        "HTTP://LocalHost/",
    ] {
        for (_, config) in everywhere(loopback) {
            Client::new(config).unwrap_or_else(|error| panic!("{loopback}: {error}"));
        }
    }
}

#[test]
fn what_merely_resolves_to_this_machine_is_not_loopback() {
    for elsewhere in [
        "http://127.1/",
        "http://127.0.0.2/",
        "http://127.0.0.01/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://0.0.0.0/",
        "http://localhost.evil.com/",
        "http://localhost./",
        "http://127.0.0.1.nip.io/",
        "http://evil.com/localhost",
        "http://evil.com?127.0.0.1",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://app.example.com/",
    ] {
        for (field, config) in everywhere(elsewhere) {
            assert_eq!(refused(config), (field, Fault::NotHttps), "{elsewhere}");
        }
        let origin = &elsewhere[..elsewhere.rfind(['/', '?']).unwrap()];
        assert_eq!(refused(at_origins(origin, API)), (Setting::AccountsOrigin, Fault::NotHttps), "{elsewhere}");
        assert_eq!(refused(at_origins(ACCOUNTS, origin)), (Setting::ApiOrigin, Fault::NotHttps), "{elsewhere}");
    }
}

#[test]
fn other_schemes_are_refused() {
    for (url, fault) in [
        ("ftp://app.example.com/", Fault::NotHttps),
        ("httpss://app.example.com/", Fault::NotHttps),
        ("javascript://app.example.com/", Fault::NotHttps),
        ("://app.example.com/", Fault::NotHttps),
        ("app.example.com/callback", Fault::NotAUrl),
        ("/callback", Fault::NotAUrl),
        ("//app.example.com/callback", Fault::NotAUrl),
        ("https:app.example.com", Fault::NotAUrl),
        ("com.example.app:/callback", Fault::NotAUrl),
    ] {
        for (field, config) in everywhere(url) {
            assert_eq!(refused(config), (field, fault), "{url}");
        }
    }
}

#[test]
fn user_info_and_impossible_hosts_and_ports_are_refused() {
    for url in [
        "https://user@app.example.com/",
        "https://user:password@app.example.com/",
        "http://127.0.0.1@evil.com/",
        "http://localhost:80@evil.com/",
        "https://@app.example.com/",
        "https://",
        "https:///callback",
        "https://:443/",
        "https://app.example.com:/",
        "https://app.example.com:0/",
        "https://app.example.com:65536/",
        "https://app.example.com:+80/",
        "https://app.example.com:8o/",
        "https://app.example.com:80:80/",
        "https://app%2eexample.com/",
        "https://app,example.com/",
        "https://[::1/",
        "https://[::1]8080/",
        "https://[app.example.com]/",
        "https://[dead]/",
        "https://[::g]/",
        "https://[1:2:3:4:5:6:7:8:9]/",
        "https://x]app.example.com/",
        "https://::1/",
    ] {
        for (field, config) in everywhere(url) {
            assert_eq!(refused(config), (field, Fault::BadHost), "{url}");
        }
    }
}

#[test]
fn fragments_spaces_and_foreign_characters_are_refused() {
    for url in [
        "https://app.example.com/#",
        "https://app.example.com/callback#fragment",
        "https://app.example.com/a b",
        "https://app.example.com/\\evil.com",
        "https://app.example.com/\r\nHost: evil.com",
        "https://app.example.com/\"",
        "https://app.example.com/<script>",
        "https://app.example.com/`",
        "https://app.example.com/{tenant}",
        "https://app.example.com/a|b",
        "https://app.example.com/a^b",
        "https://app.example.com/é",
        "https://ápp.example.com/",
        " https://app.example.com/",
        "https://app.example.com/ ",
    ] {
        for (field, config) in everywhere(url) {
            assert_eq!(refused(config), (field, Fault::BadCharacter), "{url:?}");
        }
    }
}

#[test]
fn an_authorize_url_leaves_the_parameters_of_a_sign_in_alone() {
    let with = |query: &str| {
        let url = format!("{ACCOUNTS}/authorize?theme=dark&{query}");
        Client::new(with_endpoints(Endpoints::new(ACCOUNTS, API).authorize_url(&url))).map(drop)
    };
    for query in
        ["response_type=token", "client_id=evil", "state", "%73cope=all", "code_challenge=x", "a&redirect_uri="]
    {
        let refused = with(query).unwrap_err();
        assert_eq!((refused.field, refused.fault), (Setting::AuthorizeUrl, Fault::OurParameter), "{query}");
    }
    for query in ["", "prompt=login", "xstate=1", "tenant=gdplabs"] {
        assert_eq!(with(query), Ok(()), "{query}");
    }
}

#[test]
fn a_redirect_uri_leaves_the_parameters_of_a_callback_alone() {
    let with = |query: &str, options: Options<'static>| {
        let redirect_uri = format!("https://app.example.com/callback?next=%2Fhome&{query}");
        Client::new(ClientConfig { options, ..redirect_to(&redirect_uri) }).map(drop)
    };
    let issuer = Options::default().issuer(ACCOUNTS);
    let ours = Err(ConfigError { field: Setting::RedirectUri, fault: Fault::OurParameter });
    for query in [
        "code=",
        "state",
        "tenant=gdplabs",
        "error=%zz",
        "error_description=x",
        "error_uri=x",
        "a&%63ode=x",
        "code&code",
    ] {
        assert_eq!(with(query, Options::default()), ours, "{query}");
        assert_eq!(with(query, issuer), ours, "{query}");
    }
    for query in ["", "xstate=1", "Code=x", "a=code", "iss=x", "a=%zz"] {
        assert_eq!(with(query, Options::default()), Ok(()), "{query}");
    }
    assert_eq!(with("iss=x", issuer), ours, "an issuer is read where one is configured");
}

#[test]
fn a_url_has_a_longest_length() {
    let of_length = |length: usize| format!("{API}/{}", "x".repeat(length - API.len() - 1));
    for (field, longest) in [(Setting::RedirectUri, 512), (Setting::AuthorizeUrl, 256), (Setting::TokenUrl, 256)] {
        let [fits, over] = [longest, longest + 1].map(of_length);
        let of = |url| everywhere(url).into_iter().find(|(at, _)| *at == field).unwrap().1;
        Client::new(of(&fits)).unwrap();
        assert_eq!(refused(of(&over)), (field, Fault::TooLong));
    }
}

#[test]
fn the_longest_redirect_uri_is_sent_whole_in_both_requests_however_much_of_it_is_escaped() {
    let redirect_uri = format!("https://app.example.com/{}", ":".repeat(512 - 24));
    let story = Story::of(redirect_to(&redirect_uri));
    let sent = |form: &str| {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(form).unwrap();
        pairs.into_iter().find(|(name, _)| name == "redirect_uri").unwrap().1
    };
    let url = story.awaiting_callback().authorize_url().to_string();
    assert_eq!(sent(url.split_once('?').unwrap().1), redirect_uri);
    let have_code = story.have_code();
    let mut body = String::new();
    have_code.token_request(at(CALLBACK)).unwrap().body().write_to(&mut body).unwrap();
    assert_eq!(sent(&body), redirect_uri);
}

#[test]
fn an_origin_is_scheme_host_and_port_and_at_most_one_slash() {
    for origin in ["https://host.example.com", "https://host.example.com/", "https://host.example.com:8443/"] {
        Client::new(at_origins(origin, origin)).unwrap();
    }
    for more in ["https://host.example.com//", "https://host.example.com/path", "https://host.example.com?query"] {
        assert_eq!(refused(at_origins(more, API)), (Setting::AccountsOrigin, Fault::NotAnOrigin), "{more}");
        assert_eq!(refused(at_origins(ACCOUNTS, more)), (Setting::ApiOrigin, Fault::NotAnOrigin), "{more}");
    }
}

#[test]
fn an_origin_leaves_room_for_the_guides_paths() {
    let long = format!("https://{}", "h".repeat(240));
    assert_eq!(refused(at_origins(&long, API)), (Setting::AuthorizeUrl, Fault::TooLong));
    assert_eq!(refused(at_origins(ACCOUNTS, &long)), (Setting::TokenUrl, Fault::TooLong));
}

#[test]
fn requests_go_to_the_guides_paths_on_the_two_origins() {
    let story = Story::of(at_origins("https://accounts.example.com/", "https://api.example.com:8443/"));
    let pending = story.awaiting_callback();
    assert!(pending.authorize_url().to_string().starts_with("https://accounts.example.com/oauth2/authorize?"));
    let (have_code, authorized) = (story.have_code(), story.authorized());
    let api = "https://api.example.com:8443";
    for (request, path) in [
        (have_code.token_request(at(CALLBACK)).unwrap(), "/oauth/token"),
        (authorized.user_request(), "/v1/users/me"),
        (authorized.validate_request(), "/v1/oauth-clients/validate-access-token"),
        (authorized.api_request(Method::Get, "/core/v1/x").unwrap(), "/core/v1/x"),
        (story.expired().refresh_request(), "/oauth/token"),
    ] {
        assert_eq!(request.url().to_string(), format!("{api}{path}"));
    }
}

#[test]
fn each_url_can_be_replaced_by_itself() {
    let other = "https://other.example.com/x?y=z";
    let guide = Endpoints::new(ACCOUNTS, API);
    let urls = |endpoints| {
        let story = Story::of(with_endpoints(endpoints));
        let pending = catapa_signin::SignIn::new(&story.client).begin(entropy(), at(BEGIN));
        let (have_code, authorized) = (story.have_code(), story.authorized());
        let token = have_code.token_request(at(CALLBACK)).unwrap().url().to_string();
        let user = authorized.user_request().url().to_string();
        let validate = authorized.validate_request().url().to_string();
        [pending.authorize_url().to_string(), token, user, validate]
    };
    let guides = urls(guide);
    let replaced =
        [guide.authorize_url(other), guide.token_url(other), guide.user_url(other), guide.validate_url(other)];
    for (index, endpoints) in replaced.into_iter().enumerate() {
        for (at, (url, guides)) in urls(endpoints).iter().zip(&guides).enumerate() {
            assert_eq!(url.starts_with(other), at == index, "{url}");
            assert_eq!(url == guides, at != index, "{url}");
        }
    }
}
