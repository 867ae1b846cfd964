//! The client: who we are and what we want, checked once. `client_urls` is about where CATAPA is.

use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catapa_signin::callback;
use catapa_signin::config::{BasicEncoding, ConfigError, Fault, Setting};
use catapa_signin::{Client, ClientConfig, Endpoints, Explain as _, NotAccepted, Options, Tenants};

use crate::story::{BEGIN, CALLBACK, CSRF_TOKEN, Story, at, callback, config};

pub(crate) fn refused(config: ClientConfig<'_>) -> (Setting, Fault) {
    let ConfigError { field, fault } = Client::new(config).expect_err("a configuration that cannot be");
    (field, fault)
}

fn options(options: Options<'_>) -> ClientConfig<'_> {
    ClientConfig { options, ..config() }
}

#[test]
fn a_client_sits_in_an_application_without_type_parameters() {
    #[derive(Clone)]
    struct App {
        catapa: Client,
    }
    fn is_at_home_anywhere<T: Clone + Send + Sync + 'static>(_: &T) {}

    let app = App { catapa: Story::default().client };
    is_at_home_anywhere(&app);
    assert_eq!(app.clone().catapa.client_id(), "demo-client");
}

#[test]
fn a_client_has_the_7_kib_that_its_documentation_promises_a_device() {
    assert!(size_of::<Client>() < 7 * 1024 + 512, "{}", size_of::<Client>());
}

#[test]
fn what_was_configured_can_be_asked_for() {
    let Story { client } = Story::default();
    assert_eq!(client.client_id(), "demo-client");
    assert_eq!(client.redirect_uri(), "https://app.example.com/callback");
    assert_eq!(client.user_namespace(), "https://api.example.com");
}

#[test]
fn a_client_keeps_values_that_are_as_long_as_they_may_be() {
    let [at_128, at_256] = [128, 256].map(|length| "x".repeat(length));
    // 7 names of 128 bytes and one of 121, with a separator between two: 1,024 bytes.
    let full = [[at_128.as_str(); 7].as_slice(), &[&at_128[..121]]].concat();
    Client::new(ClientConfig { client_id: &at_128, ..config() }).unwrap();
    Client::new(ClientConfig { client_secret: &at_256, ..config() }).unwrap();
    Client::new(ClientConfig { tenants: Tenants::Only(&full), ..config() }).unwrap();
    for fits in [
        Options::default().scope(&at_256),
        Options::default().issuer(&at_256),
        Options::default().user_namespace(&at_256),
        Options::default().product(&at_128[..64]),
    ] {
        Client::new(options(fits)).unwrap();
    }
}

#[test]
fn a_value_that_is_one_byte_too_long_is_refused() {
    let [at_129, at_257] = [129, 257].map(|length| "x".repeat(length));
    let over = [[&at_129[..128]; 7].as_slice(), &[&at_129[..122]]].concat();
    for (field, too_long) in [
        (Setting::ClientId, ClientConfig { client_id: &at_129, ..config() }),
        (Setting::ClientSecret, ClientConfig { client_secret: &at_257, ..config() }),
        (Setting::Tenants, ClientConfig { tenants: Tenants::Only(&over), ..config() }),
        (Setting::Scope, options(Options::default().scope(&at_257))),
        (Setting::Issuer, options(Options::default().issuer(&at_257))),
        (Setting::UserNamespace, options(Options::default().user_namespace(&at_257))),
        (Setting::Product, options(Options::default().product(&at_257[..65]))),
        (Setting::Product, options(Options::default().product(&at_257))),
    ] {
        assert_eq!(refused(too_long), (field, Fault::TooLong));
    }
}

#[test]
fn lengths_are_counted_in_bytes() {
    let secret = "é".repeat(128);
    Client::new(ClientConfig { client_secret: &secret, ..config() }).unwrap();
    let secret = secret + "x";
    assert_eq!(refused(ClientConfig { client_secret: &secret, ..config() }), (Setting::ClientSecret, Fault::TooLong));
}

#[test]
fn an_empty_value_is_refused_where_one_is_needed() {
    for (field, empty) in [
        (Setting::ClientId, ClientConfig { client_id: "", ..config() }),
        (Setting::ClientSecret, ClientConfig { client_secret: "", ..config() }),
        (Setting::RedirectUri, ClientConfig { redirect_uri: "", ..config() }),
        (
            Setting::AccountsOrigin,
            ClientConfig { endpoints: Endpoints::new("", "https://api.example.com"), ..config() },
        ),
        (Setting::ApiOrigin, ClientConfig { endpoints: Endpoints::new("https://a.example.com", ""), ..config() }),
        (Setting::Tenants, ClientConfig { tenants: Tenants::Only(&[]), ..config() }),
        (Setting::Issuer, options(Options::default().issuer(""))),
        (Setting::UserNamespace, options(Options::default().user_namespace(""))),
        (Setting::PendingLifetime, options(Options::default().pending_lifetime(Duration::from_millis(999)))),
    ] {
        assert_eq!(refused(empty), (field, Fault::Empty));
    }
}

#[test]
fn a_control_character_is_refused_wherever_it_stands() {
    for control in ['\0', '\t', '\r', '\n', '\u{7f}', '\u{85}'] {
        let text = format!("before{control}after");
        let url = format!("https://app.example.com/{control}");
        for (field, bad) in [
            (Setting::ClientId, ClientConfig { client_id: &text, ..config() }),
            (Setting::ClientSecret, ClientConfig { client_secret: &text, ..config() }),
            (Setting::RedirectUri, ClientConfig { redirect_uri: &url, ..config() }),
            (Setting::Tenants, ClientConfig { tenants: Tenants::Only(&[&text]), ..config() }),
            (Setting::Scope, options(Options::default().scope(&text))),
            (Setting::Issuer, options(Options::default().issuer(&text))),
            (Setting::UserNamespace, options(Options::default().user_namespace(&text))),
            (Setting::Product, options(Options::default().product(&text))),
        ] {
            assert_eq!(refused(bad), (field, Fault::BadCharacter), "{control:?}");
        }
    }
}

#[test]
fn a_scope_is_names_separated_by_single_spaces() {
    for good in ["", "all", "openid profile", "a:b/c!"] {
        Client::new(options(Options::default().scope(good))).unwrap();
    }
    for bad in [" ", " all", "all ", "a  b", "a\"b", "a\\b", "é"] {
        assert_eq!(refused(options(Options::default().scope(bad))), (Setting::Scope, Fault::BadCharacter), "{bad:?}");
    }
}

#[test]
fn a_welcome_tenant_must_be_one_that_could_sign_in() {
    let too_long = "x".repeat(129);
    for bad in ["", " ", "a b", "a,b", "a;b", "a=b", "a\\b", "a\"b", "é", &too_long] {
        let config = ClientConfig { tenants: Tenants::Only(&["gdplabs", bad]), ..config() };
        assert_eq!(refused(config).0, Setting::Tenants, "{bad:?}");
    }
}

#[test]
fn only_welcome_tenants_sign_in_compared_byte_for_byte() {
    let story = Story::of(ClientConfig { tenants: Tenants::Only(&["catapa", "gdplabs"]), ..config() });
    let answer = |tenant: &str| {
        let callback = format!("code=c&state={CSRF_TOKEN}&tenant={tenant}");
        story.awaiting_callback().accept(&callback, at(CALLBACK))
    };
    assert!(answer("gdplabs").is_ok());
    assert!(answer("catapa").is_ok());
    for stranger in ["GDPLABS", "gdplab", "gdplabss", "catapa+gdplabs", "acme"] {
        let refused = answer(&stranger.replace('+', "%2B")).unwrap_err();
        assert!(matches!(refused, NotAccepted::Unusable(callback::Fault::TenantNotWelcome)), "{stranger}");
    }
}

#[test]
fn any_tenant_signs_in_where_the_configuration_says_so() {
    let story = Story::of(ClientConfig { tenants: Tenants::Any, ..config() });
    let callback = format!("code=c&state={CSRF_TOKEN}&tenant=acme");
    assert!(story.awaiting_callback().accept(&callback, at(CALLBACK)).is_ok());
}

/// The part after `Basic ` in a token request, decoded.
fn credentials(encoding: BasicEncoding, client_id: &str, client_secret: &str) -> String {
    let options = Options::default().basic(encoding);
    let story = Story::of(ClientConfig { client_id, client_secret, options, ..config() });
    let have_code = story.have_code();
    let request = have_code.token_request(at(CALLBACK)).unwrap();
    let header = request.headers().find(|header| header.name() == "authorization").unwrap();
    let mut value = String::new();
    header.write_value(&mut value).unwrap();
    String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ").unwrap()).unwrap()).unwrap()
}

#[test]
fn raw_credentials_are_sent_as_they_are() {
    assert_eq!(credentials(BasicEncoding::Raw, "id +/%é", "s:e:c r+e%t/ü"), "id +/%é:s:e:c r+e%t/ü");
}

#[test]
fn form_encoded_credentials_are_escaped_before_base64() {
    assert_eq!(credentials(BasicEncoding::FormEncoded, "i:d é", "s:%+/"), "i%3Ad%20%C3%A9:s%3A%25%2B%2F");
}

#[test]
fn both_encodings_give_the_same_bytes_for_unreserved_characters() {
    let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-";
    let raw = credentials(BasicEncoding::Raw, unreserved, unreserved);
    assert_eq!(raw, credentials(BasicEncoding::FormEncoded, unreserved, unreserved));
    assert_eq!(raw, format!("{unreserved}:{unreserved}"));
}

#[test]
fn the_longest_credentials_fit_however_they_are_encoded() {
    let (id, secret) = ("%".repeat(128), "é".repeat(128));
    let encoded = credentials(BasicEncoding::FormEncoded, &id, &secret);
    assert_eq!(encoded, format!("{}:{}", "%25".repeat(128), "%C3%A9".repeat(128)));
}

#[test]
fn a_colon_in_the_client_id_is_refused_where_it_would_end_the_id() {
    let with = |encoding| ClientConfig { client_id: "a:b", options: Options::default().basic(encoding), ..config() };
    assert_eq!(refused(with(BasicEncoding::Raw)), (Setting::ClientId, Fault::BadCharacter));
    Client::new(with(BasicEncoding::FormEncoded)).unwrap();
}

#[test]
fn a_user_agent_is_the_product_of_the_application_and_then_this_library() {
    let library = concat!("catapa-signin/", env!("CARGO_PKG_VERSION"));
    for (product, user_agent) in [
        ("", library.to_owned()),
        ("billing/2.1", format!("billing/2.1 {library}")),
        ("billing/2.1 (staging) hr", format!("billing/2.1 (staging) hr {library}")),
    ] {
        let story = Story::with(Options::default().product(product));
        for request in [
            story.have_code().token_request(at(CALLBACK)).unwrap(),
            story.expired().refresh_request(),
            story.authorized().user_request(),
            story.authorized().validate_request(),
            story.authorized().api_request(catapa_signin::Method::Get, "/x").unwrap(),
        ] {
            let header = |name| {
                let mut value = String::new();
                request.headers().find(|header| header.name() == name)?.write_value(&mut value).unwrap();
                Some(value)
            };
            assert_eq!(header("user-agent"), Some(user_agent.clone()));
            assert_eq!(header("accept-encoding").as_deref(), Some("identity"));
        }
    }
    for product in [" billing", "billing ", "a  b", "r\u{e9}sum\u{e9}/1", "\"x\""] {
        assert_eq!(refused(options(Options::default().product(product))), (Setting::Product, Fault::BadCharacter));
    }
}

#[test]
fn the_two_production_origins_of_the_api_are_one_namespace_of_users() {
    for api in ["https://api.catapa.com", "https://api-apps.catapa.com", "HTTPS://API.catapa.com:443/"] {
        let endpoints = Endpoints::new("https://accounts.example.com", api);
        assert_eq!(Story::of(ClientConfig { endpoints, ..config() }).client.user_namespace(), "catapa.com");
    }
    for api in ["https://staging-api.catapa.com", "https://api.catapa.com:8443", "https://api.catapa.com.example"] {
        let endpoints = Endpoints::new("https://accounts.example.com", api);
        assert_eq!(Story::of(ClientConfig { endpoints, ..config() }).client.user_namespace(), api);
    }
}

#[test]
fn the_namespace_of_users_is_the_api_origin_in_lower_case_without_a_default_port() {
    for (api, namespace) in [
        ("https://api.example.com", "https://api.example.com"),
        ("HTTPS://API.Example.Com/", "https://api.example.com"),
        ("https://api.example.com:443", "https://api.example.com"),
        ("https://api.example.com:8443/", "https://api.example.com:8443"),
        ("https://api.example.com:80", "https://api.example.com:80"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:443", "http://[::1]:443"),
    ] {
        let endpoints = Endpoints::new("https://accounts.example.com", api);
        assert_eq!(Story::of(ClientConfig { endpoints, ..config() }).client.user_namespace(), namespace);
    }
}

#[test]
fn a_configured_namespace_of_users_is_kept_byte_for_byte() {
    assert_eq!(Story::with(Options::default().user_namespace("HR | Staff")).client.user_namespace(), "HR | Staff");
}

#[test]
fn a_pending_sign_in_waits_as_long_as_configured() {
    let story = Story::with(Options::default().pending_lifetime(Duration::from_secs(1)));
    assert!(story.awaiting_callback().accept(&callback(), at(BEGIN)).is_ok());
    let too_late = story.awaiting_callback().accept(&callback(), at(BEGIN + 1));
    assert!(matches!(too_late, Err(NotAccepted::TooLate)));
}

#[test]
fn a_configuration_error_names_the_field_and_never_shows_a_value() {
    let planted = "PLANTED\n";
    let origins = Endpoints::new("https://accounts.example.com", "https://api.example.com");
    for bad in [
        ClientConfig { client_id: planted, ..config() },
        ClientConfig { client_secret: planted, ..config() },
        ClientConfig { redirect_uri: planted, ..config() },
        ClientConfig { redirect_uri: "ftp://PLANTED", ..config() },
        ClientConfig { redirect_uri: "https://PLANTED@host", ..config() },
        ClientConfig { endpoints: Endpoints::new(planted, "https://api.example.com"), ..config() },
        ClientConfig { endpoints: Endpoints::new("https://accounts.example.com", "https://PLANTED/x"), ..config() },
        ClientConfig { endpoints: origins.token_url("http://PLANTED"), ..config() },
        ClientConfig { tenants: Tenants::Only(&[planted]), ..config() },
        options(Options::default().scope(planted)),
        options(Options::default().issuer(planted)),
        options(Options::default().user_namespace(planted)),
        options(Options::default().product(planted)),
    ] {
        let error = Client::new(bad).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
        assert_eq!(error.code(), "config.invalid");
    }
    let error = Client::new(ClientConfig { client_secret: "", ..config() }).unwrap_err();
    assert_eq!(error.to_string(), "the client secret is empty");
}
