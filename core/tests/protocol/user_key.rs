//! The key that identifies a person: no two people share one.

use std::collections::{HashMap, HashSet};

use catapa_signin::{ClientConfig, Endpoints, Options, Reply};
use proptest::prelude::*;

use crate::story::{CALLBACK, CSRF_TOKEN, GRANT, Story, at, config, jwt};

/// The key of a user of a tenant, at an application with this user namespace.
fn key(namespace: &str, tenant: &str, id: &str) -> String {
    let story = Story::with(Options::default().user_namespace(namespace));
    let callback = serde_urlencoded::to_string([("code", "c"), ("state", CSRF_TOKEN), ("tenant", tenant)]).unwrap();
    let have_code = story.awaiting_callback().accept(&callback, at(CALLBACK)).unwrap();
    let token = jwt(&serde_json::json!({ "tenant": tenant }).to_string());
    let mut tokens = serde_json::json!({ "access_token": token }).to_string().into_bytes();
    let authorized = have_code.finish(Reply::new(200, &mut tokens), at(GRANT)).unwrap();
    let mut body = serde_json::json!({ "id": id }).to_string().into_bytes();
    let user = authorized.read_user(Reply::new(200, &mut body)).unwrap();
    let mut written = String::new();
    user.key().write_to(&mut written).unwrap();
    assert_eq!(written, user.key().to_string(), "written or displayed, it is the same");
    written
}

#[test]
fn a_key_is_namespace_tenant_and_id_with_everything_foreign_escaped() {
    assert_eq!(key("https://api.example.com", "gdplabs", "42"), "https://api.example.com|gdplabs|42");
    assert_eq!(key("a|b", "c|d", "e|f"), "a%7Cb|c%7Cd|e%7Cf");
    assert_eq!(key("Staff", "Acme_", "Ü 1%"), "%53taff|%41cme_|%C3%9C%201%25");
}

#[test]
fn people_whom_a_naive_key_would_mix_up_have_keys_of_their_own() {
    let people = [
        ("r", "acme", "1"),
        ("r", "Acme", "1"),
        ("r", "ACME", "1"),
        ("r", "acme_", "1"),
        ("r", "acme-", "1"), // a slug
        ("r", "a", "b|c"),
        ("r", "a|b", "c"),
        ("r|a", "b", "c"),
        ("r", "a%7Cb", "c"),
        ("r", "a%7cb", "c"), // separators
        ("r", "a", "b/c"),
        ("r/a", "b", "c"),
        ("r", "a", "b:c"),
        ("r:a", "b", "c"),
        ("r", "a", ":b:c"), // other separators
        ("r", "t", "1"),
        ("r", "t", "01"),
        ("r", "t", "1 "),
        ("r", "t", " 1"),
        ("r", "t", "1\0"),
        ("r", "t", "+1"), // numbers
        ("r", "t", "null"),
        ("r", "t", "undefined"),
        ("r", "t", "-"),
        ("r", "t", "|"),
        ("r", "t", "%"),
        ("r", "t", "%25"), // like nothing
        ("r", "t", "u"),
        ("r", "t", "U"),
        ("r", "T", "u"),
        ("R", "t", "u"),
        ("R", "T", "U"), // case alone
        ("r", "t", "é"),
        ("r", "t", "e\u{301}"),
        ("r", "t", "É"),
        ("r", "t", "ß"),
        ("r", "t", "ss"),
        ("r", "t", "%C3%A9"), // scripts
        ("r", "t", "ı"),
        ("r", "t", "i"),
        ("r", "t", "I"),
        ("r", "t", "\u{212a}"),
        ("r", "t", "k"),
        ("r", "t", "ﬀ"), // folding
    ];
    let mut exact = HashSet::new();
    let mut folded = HashSet::new();
    for (namespace, tenant, id) in people {
        let key = key(namespace, tenant, id);
        assert!(exact.insert(key.clone()), "{key}");
        assert!(folded.insert(key.to_ascii_lowercase()), "{key}, where upper and lower case count as the same");
    }
}

#[test]
fn the_same_address_in_two_tenants_is_two_people() {
    let address = "siti@example.com";
    assert_ne!(key("r", "gdplabs", address), key("r", "catapa", address));
}

#[test]
fn the_namespace_is_the_api_origin_unless_configured() {
    let key_at = |api, namespace: Option<&str>| {
        let options = namespace.map_or(Options::default(), |namespace| Options::default().user_namespace(namespace));
        let endpoints = Endpoints::new("https://accounts.example.com", api);
        let story = Story::of(ClientConfig { endpoints, options, ..config() });
        let mut body = br#"{"id":"1"}"#.to_owned();
        story.authorized().read_user(Reply::new(200, &mut body)).unwrap().key().to_string()
    };
    for api in ["https://api.example.com", "HTTPS://API.Example.COM:443/"] {
        assert_eq!(key_at(api, None), "https://api.example.com|gdplabs|1");
    }
    assert_ne!(key_at("https://api.example.com:8443", None), key_at("https://api.example.com", None));
    assert_eq!(key_at("https://api.example.com", Some("staff")), "staff|gdplabs|1");
}

#[test]
fn a_key_compares_and_hashes_as_its_text_does() {
    let story = Story::default();
    let (mut one, mut other) = (br#"{"id":"1","email":"a"}"#.to_owned(), br#"{"id":"1","email":"b"}"#.to_owned());
    let authorized = story.authorized();
    let one = authorized.read_user(Reply::new(200, &mut one)).unwrap();
    let other = authorized.read_user(Reply::new(200, &mut other)).unwrap();
    assert_eq!(one.key(), other.key());
    assert_eq!(HashMap::from([(one.key(), "siti")]).get(&other.key()), Some(&"siti"));
}

#[test]
fn a_key_has_at_most_1538_bytes() {
    let longest = key(&"R".repeat(256), &"T".repeat(128), &"é".repeat(64));
    assert_eq!(longest.len(), 1538);
}

proptest! {
    #[test]
    fn no_two_triples_share_a_key_not_even_where_case_does_not_count(
        one in ("[aA|%/:_.7C-]{1,4}", "[aA|%_.7C-]{1,4}", "[aA|%/:_.7Cé -]{1,4}"),
        other in ("[aA|%/:_.7C-]{1,4}", "[aA|%_.7C-]{1,4}", "[aA|%/:_.7Cé -]{1,4}"),
    ) {
        let keys = [&one, &other].map(|(namespace, tenant, id)| key(namespace, tenant, id).to_ascii_lowercase());
        prop_assert_eq!(keys[0] == keys[1], one == other);
    }

    #[test]
    fn a_key_gives_its_triple_back(namespace in "[!-~]{1,9}", tenant in "[!#$%&*+.^_|~a-zA-Z0-9-]{1,9}", id in "\\PC{1,9}") {
        let key = key(&namespace, &tenant, &id);
        let parts = key.split('|').map(|part| {
            let pair: Vec<(String, String)> = serde_urlencoded::from_str(&format!("v={part}")).unwrap();
            pair[0].1.clone()
        });
        prop_assert!(parts.eq([namespace, tenant, id]));
    }
}
