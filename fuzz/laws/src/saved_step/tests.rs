//! What the law asks of a step that was read.

use std::panic::catch_unwind;

use super::*;

#[test]
fn an_address_without_a_csrf_token_of_43_visible_characters_breaks_the_law() {
    let begins = |url: &str| catch_unwind(|| begins(url)).is_ok();
    let csrf_token = world::CSRF_TOKEN;
    assert!(begins(&format!("https://accounts.example.com/oauth2/authorize?scope=&state={csrf_token}")));
    for url in [
        format!("https://accounts.example.com/state={csrf_token}"),
        format!("https://accounts.example.com/?scope=&code={csrf_token}"),
        format!("https://accounts.example.com/?state={}", &csrf_token[1..]),
        format!("https://accounts.example.com/?state={csrf_token}A"),
        format!("https://accounts.example.com/?scope=a b&state={csrf_token}"),
    ] {
        assert!(!begins(&url), "{url}");
    }
}

#[test]
fn bytes_are_told_from_json_and_json_by_its_step() {
    let step = world::awaiting_callback().into_step();
    assert_eq!(saved_step(&step.to_bytes()), "bytes");
    for (saved, name) in [
        (world::saved(&step), "awaiting_callback"),
        (world::saved(world::have_code().step()), "have_code"),
        (world::saved(world::authorized().step()), "authorized"),
        (world::saved(world::expired().step()), "expired"),
        ("{}".into(), "garbled"),
    ] {
        assert_eq!(saved_step(saved.as_bytes()), name);
    }
}
