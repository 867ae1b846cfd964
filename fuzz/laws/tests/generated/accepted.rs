//! Whatever is valid is accepted, without a judge's word: it was made to be valid.

use std::sync::OnceLock;

use catapa_signin::callback::Stray;
use catapa_signin::request::Body;
use catapa_signin::{Client, NotAccepted, Options, Reply};
use proptest::prelude::*;
use serde_json::Value;

use crate::inputs::{document, unread};
use crate::{ACCESS_TOKEN, CSRF_TOKEN, NOW, begun, client, with_code};

/// The members of a token reply that are read.
const READ: &[&str] = &[
    "access_token",
    "refresh_token",
    "token_type",
    "expires_in",
    "expire_in",
    "scope",
    "error",
    "error_description",
    "error_uri",
    "code",
    "message",
    "status",
];

fn catapa() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| client(Options::default()))
}

/// Texts for a parameter or a member, by their names.
fn named(members: &[(&str, &str)]) -> Vec<(String, Value)> {
    members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

/// A callback that is granted, among pairs that nobody reads, in any order.
fn granted(code: &str, unknown: Vec<(String, String)>) -> impl Strategy<Value = String> + use<> {
    let known = [("code", code), ("state", CSRF_TOKEN), ("tenant", "gdplabs")];
    let known = known.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs: Vec<_> = known.into_iter().chain(unknown).collect();
    Just(pairs).prop_shuffle().prop_map(|pairs| serde_urlencoded::to_string(pairs).unwrap())
}

/// A code, and the callback that brings it.
fn code_and_callback() -> impl Strategy<Value = (String, String)> {
    let read = ["code", "state", "tenant", "error", "error_description", "error_uri"];
    let unknown =
        (any::<String>().prop_filter("nobody reads it", move |name| !read.contains(&name.as_str())), ".{0,9}");
    ("[ -~]{1,40}", prop::collection::vec(unknown, 0..4))
        .prop_flat_map(|(code, unknown)| (Just(code.clone()), granted(&code, unknown)))
}

proptest! {
    #[test]
    fn every_true_callback_is_accepted_and_its_code_is_sent_as_it_came((code, callback) in code_and_callback()) {
        let have_code = begun(catapa(), NOW).accept(&callback, NOW).unwrap();
        let request = have_code.token_request(NOW).unwrap();
        let Body::Form(form) = request.body() else { panic!("a form") };
        prop_assert!(form.pairs().any(|pair| pair == ("code", code.as_str())));
    }

    #[test]
    fn no_csrf_token_but_the_exact_one_is_accepted_and_the_step_stays_as_it_was(
        at in 0..CSRF_TOKEN.len(),
        with in "[!-~]{0,3}",
        behind in "[!-~]{0,3}",
    ) {
        let mut token = CSRF_TOKEN.to_owned();
        token.replace_range(at..=at, &with);
        token.push_str(&behind);
        prop_assume!(token != CSRF_TOKEN);
        let pairs = [("code", "c0de"), ("state", token.as_str()), ("tenant", "gdplabs")];
        let sign_in = begun(catapa(), NOW);
        let before = sign_in.step().to_bytes();
        match sign_in.accept(&serde_urlencoded::to_string(pairs).unwrap(), NOW) {
            Err(NotAccepted::NotOurs { step, why: Stray::OtherCsrfToken }) => prop_assert_eq!(step.to_bytes(), before),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_reply_with_tokens_is_accepted_and_gives_them(
        (refresh_token, body) in ("[ -~]{1,40}", unread(READ)).prop_flat_map(|(refresh_token, unread)| {
            let read = named(&[("access_token", ACCESS_TOKEN), ("refresh_token", &refresh_token)]);
            (Just(refresh_token), document(read.into_iter().chain(unread).collect()))
        }),
    ) {
        let mut body = body.into_bytes();
        let authorized = with_code(catapa(), NOW).finish(Reply::new(200, &mut body), NOW).unwrap();
        prop_assert_eq!(authorized.step().expose_access_token(), ACCESS_TOKEN);
        prop_assert_eq!(authorized.step().expose_refresh_token(), Some(refresh_token.as_str()));
    }

    #[test]
    fn a_lifetime_is_its_whole_seconds_as_a_number_or_as_text(secs in 0..=u32::MAX, fraction in "(\\.[0-9]{1,30})?") {
        for written in [format!("{secs}{fraction}"), format!("\"{secs}{fraction}\"")] {
            let mut body = format!(r#"{{"access_token":"{ACCESS_TOKEN}","expires_in":{written}}}"#).into_bytes();
            let authorized = with_code(catapa(), NOW).finish(Reply::new(200, &mut body), NOW).unwrap();
            let end = authorized.step().expires_at().unwrap().as_secs();
            prop_assert_eq!(end, NOW.as_secs() + u64::from(secs));
        }
    }

    #[test]
    fn every_profile_within_its_bounds_is_accepted_and_gives_its_texts(
        (id, name, body) in ("\\PC{1,30}", ".{0,80}", unread(&["id", "username", "email", "employee", "roles"]))
            .prop_flat_map(|(id, name, unread)| {
                let read = named(&[("id", &id), ("username", &name)]);
                (Just(id), Just(name), document(read.into_iter().chain(unread).collect()))
            }),
    ) {
        let authorized = crate::granted(catapa(), NOW, 3_600);
        let mut body = body.into_bytes();
        let user = authorized.read_user(Reply::new(200, &mut body)).unwrap();
        prop_assert_eq!((user.id(), user.username()), (id.as_str(), Some(name.as_str())));
    }
}
