//! The transition table: every step times every input. The code runs and fills it in, and the diagram in the crate's
//! documentation is printed from it.

mod diagram;
mod inputs;

use catapa_signin::error::TokenRejected;
use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, ClientConfig, Expired, Freshness, HaveCode, NotAccepted, NotGranted,
    NotRefreshed, Options, Reply, SignIn, Step, Tenants, TokenText, Unstarted,
};

use crate::story::{
    BEGIN, CALLBACK, CODE, CSRF_TOKEN, GRANT, LIFETIME, Story, TENANT, access_token, at, config, entropy, jwt,
    token_reply, token_reply_with,
};
use diagram::diagram;
use inputs::{callbacks, token_replies};

/// The outcome of one verb of one step with one kind of input.
struct Row {
    step: String,
    verb: &'static str,
    input: &'static str,
    becomes: String,
}

/// The name of the step's type.
fn name<S: Step>() -> String {
    S::NAME.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn still_good<S: Step>() -> String {
    name::<S>() + ", still good"
}

fn perhaps_spent<S: Step>() -> String {
    name::<S>() + ", perhaps spent"
}

fn over() -> String {
    "over".to_owned()
}

/// A story with every check on, and these welcome tenants.
fn welcoming(tenants: &[&str]) -> Story {
    let options = Options::default().issuer("https://accounts.example.com");
    Story::of(ClientConfig { tenants: Tenants::Only(tenants), options, ..config() })
}

fn story() -> Story {
    welcoming(&[TENANT, "welcome-too"])
}

/// The callback with this story's issuer, and these parameters instead of code and tenant.
fn ours(parameters: &str) -> String {
    format!("{parameters}&state={CSRF_TOKEN}&iss=https://accounts.example.com")
}

fn true_callback() -> String {
    ours(&format!("code={CODE}&tenant={TENANT}"))
}

fn accept(callback: &str, now: u64) -> String {
    let story = story();
    let mut pending = Some(SignIn::new(&story.client).begin(entropy(), at(BEGIN)).into_step());
    let in_its_place = match story.client.accept(&mut pending, callback, at(now)) {
        Ok(_) => name::<HaveCode>(),
        Err(_) if pending.is_some() => still_good::<AwaitingCallback>(),
        Err(_) => over(),
    };
    let outcome = match SignIn::new(&story.client).begin(entropy(), at(BEGIN)).accept(callback, at(now)) {
        Ok(_) => name::<HaveCode>(),
        Err(NotAccepted::NotOurs { step, .. }) => {
            let waiting = story.client.resume(step).unwrap();
            assert!(waiting.accept(&true_callback(), at(CALLBACK)).is_ok(), "{callback} left its mark");
            still_good::<AwaitingCallback>()
        }
        Err(_) => over(),
    };
    assert_eq!(in_its_place, outcome, "{callback}");
    outcome
}

/// Where a step is kept, after an error of a verb that works in that place.
fn after<S: Step>(why: &NotGranted<()>, kept: Option<&S>) -> String {
    match (why, kept) {
        (NotGranted::RateLimited { .. } | NotGranted::ClientRefused { .. }, Some(_)) => still_good::<S>(),
        (NotGranted::Ambiguous { .. } | NotGranted::DoesNotFit { .. }, Some(_)) => perhaps_spent::<S>(),
        (NotGranted::Refused(_) | NotGranted::TenantRefused(_), None) => over(),
        (why, _) => panic!("{why:?}"),
    }
}

/// Status and body of an answer, and whether it is cut short.
type Answer = (u16, String, bool);

fn reply<'b>((status, _, cut): &Answer, body: &'b mut [u8]) -> Reply<'b> {
    let reply = Reply::new(*status, body);
    if *cut { reply.cut_short() } else { reply }
}

fn granted() -> Answer {
    (200, token_reply(), false)
}

fn finish(story: &Story, have_code: impl Fn() -> HaveCode, answer: &Answer) -> String {
    let mut body = answer.1.clone().into_bytes();
    let mut code = Some(have_code());
    let in_its_place = match story.client.finish(&mut code, reply(answer, &mut body), at(GRANT)) {
        Ok(_) => name::<Authorized<String>>(),
        Err(why) => after(&why, code.as_ref()),
    };

    let mut body = answer.1.clone().into_bytes();
    let sign_in = story.client.resume(have_code()).unwrap();
    let (outcome, again) = match sign_in.finish(reply(answer, &mut body), at(GRANT)) {
        Ok(_) => (name::<Authorized<String>>(), None),
        Err(NotGranted::RateLimited { step, .. } | NotGranted::ClientRefused { step, .. }) => {
            (still_good::<HaveCode>(), Some(step))
        }
        Err(NotGranted::Ambiguous { step, .. }) => (perhaps_spent::<HaveCode>(), Some(step)),
        Err(_) => (over(), None),
    };
    assert_eq!(in_its_place, outcome, "{answer:?}");
    assert_eq!(code.is_some(), again.is_some(), "{answer:?}");
    for step in code.into_iter().chain(again) {
        let again = story.client.resume(step).unwrap();
        assert!(again.token_request(at(GRANT)).is_ok());
        assert!(again.finish(reply(&granted(), &mut granted().1.into_bytes()), at(GRANT)).is_ok());
    }
    outcome
}

fn refresh(story: &Story, expired: impl Fn() -> Expired<String>, answer: &Answer) -> String {
    let mut body = answer.1.clone().into_bytes();
    let mut kept = Some(expired());
    let in_its_place = match story.client.finish_refresh(&mut kept, reply(answer, &mut body), at(GRANT)) {
        Ok(_) => name::<Authorized<String>>(),
        Err(why) => after(&why, kept.as_ref()),
    };

    let mut body = answer.1.clone().into_bytes();
    let sign_in = story.client.resume(expired()).unwrap();
    let (outcome, again) = match sign_in.finish(reply(answer, &mut body), at(GRANT)) {
        Ok(_) => (name::<Authorized<String>>(), None),
        Err(NotRefreshed::RateLimited { step, .. } | NotRefreshed::ClientRefused { step, .. }) => {
            (still_good::<Expired<String>>(), Some(step))
        }
        Err(NotRefreshed::Ambiguous { step, .. }) => (perhaps_spent::<Expired<String>>(), Some(step)),
        Err(_) => (over(), None),
    };
    assert_eq!(in_its_place, outcome, "{answer:?}");
    assert_eq!(kept.is_some(), again.is_some(), "{answer:?}");
    for step in kept.into_iter().chain(again) {
        let again = story.client.resume(step).unwrap();
        assert!(again.finish(reply(&granted(), &mut granted().1.into_bytes()), at(GRANT)).is_ok());
    }
    outcome
}

fn lifetime<T: TokenText>(lifetime: &Freshness<'_, T>) -> String {
    match lifetime {
        Freshness::Fresh(_) => name::<Authorized<T>>(),
        Freshness::Expired(_) => name::<Expired<T>>(),
        Freshness::Over => over(),
    }
}

fn proof_about<T: TokenText>(sign_in: &SignIn<'_, Authorized<T>>) -> TokenRejected {
    match sign_in.read_api(Reply::new(401, &mut [])) {
        Err(ApiError::TokenRejected(proof)) => proof,
        other => panic!("a 401 is a proof, not {other:?}"),
    }
}

/// The outcome of one kind of input, which must be the same for each.
fn shared(input: &str, outcomes: impl IntoIterator<Item = String>) -> String {
    let mut outcomes = outcomes.into_iter();
    let first = outcomes.next().expect("an input");
    outcomes.for_each(|other| assert_eq!(other, first, "{input} is one kind of input"));
    first
}

/// The table, step by step.
fn rows() -> Vec<Row> {
    let story = story();
    let have_code =
        || SignIn::new(&story.client).begin(entropy(), at(BEGIN)).accept(&true_callback(), at(CALLBACK)).unwrap();
    let authorized = |tokens: &str| {
        let granted = have_code()
            .finish(Reply::new(200, &mut tokens.to_owned().into_bytes()), at(GRANT))
            .unwrap()
            .to_owned_in::<String>();
        granted.unwrap()
    };
    let expired = || match authorized(&token_reply()).at(at(GRANT + LIFETIME)) {
        Freshness::Expired(expired) => expired,
        other => panic!("{other:?}"),
    };
    let without_refresh_token = token_reply_with(&access_token(), "null");
    let mut rows = Vec::new();
    let mut row = |step, verb, input, becomes| rows.push(Row { step, verb, input, becomes });

    let begun = SignIn::new(&story.client).begin(entropy(), at(BEGIN));
    assert_eq!(begun.step().started_at(), at(BEGIN));
    row(name::<Unstarted>(), "begin", "64 random bytes", name::<AwaitingCallback>());

    for (input, callbacks, moments) in callbacks() {
        let all = callbacks.iter().flat_map(|callback| moments.iter().map(|now| accept(callback, *now)));
        row(name::<AwaitingCallback>(), "accept", input, shared(input, all));
    }

    for (input, moments) in [
        ("within five minutes", [CALLBACK - 60, CALLBACK + 299]),
        ("later", [CALLBACK + 300, u64::MAX]),
        ("clock run back", [CALLBACK - 61, 0]),
    ] {
        let all = moments.map(|now| match have_code().token_request(at(now)) {
            Ok(_) => name::<HaveCode>() + ", to be sent",
            Err(_) => name::<HaveCode>() + ", too old",
        });
        row(name::<HaveCode>(), "token_request", input, shared(input, all));
    }
    for (input, replies) in token_replies() {
        let all = replies.iter().map(|answer| finish(&story, || have_code().into_step(), answer));
        row(name::<HaveCode>(), "finish", input, shared(input, all));
    }
    let stricter = welcoming(&["welcome-too"]);
    let not_welcome = "tenant no longer welcome";
    let outcome = finish(&stricter, || have_code().into_step(), &granted());
    row(name::<HaveCode>(), "finish", not_welcome, outcome);

    let due = GRANT + LIFETIME - 60;
    for (input, tokens, moments) in [
        ("before its end", token_reply(), [GRANT - 60, due - 1]),
        ("at its end, less the leeway", token_reply(), [due, u64::MAX]),
        ("clock run back", token_reply(), [GRANT - 61, 0]),
        ("either, without a refresh token", without_refresh_token.clone(), [due, GRANT - 61]),
    ] {
        let all = moments.map(|now| lifetime(&authorized(&tokens).at(at(now))));
        row(name::<Authorized<String>>(), "at", input, shared(input, all));
    }
    let stale = {
        let mut body = token_reply_with(&jwt(r#"{"tenant":"gdplabs","jti":"0"}"#), "null").into_bytes();
        proof_about(&have_code().finish(Reply::new(200, &mut body), at(GRANT)).unwrap())
    };
    for (input, tokens, proof) in [
        ("a 401 to another token", token_reply(), stale),
        ("a 401 to this token", token_reply(), proof_about(&authorized(&token_reply()))),
        ("the same, without a refresh token", without_refresh_token, proof_about(&authorized(&token_reply()))),
    ] {
        row(name::<Authorized<String>>(), "rejected", input, lifetime(&authorized(&tokens).rejected(proof)));
    }

    for (input, replies) in token_replies() {
        let all = replies.iter().map(|answer| refresh(&story, || expired().into_step(), answer));
        row(name::<Expired<String>>(), "finish", input, shared(input, all));
    }
    let outcome = refresh(&stricter, || expired().into_step(), &granted());
    row(name::<Expired<String>>(), "finish", not_welcome, outcome);
    let Freshness::Expired(small) =
        authorized(&token_reply()).to_owned_in::<heapless::String<200>>().unwrap().at(at(due))
    else {
        panic!("expired")
    };
    let mut long = token_reply_with(&access_token(), &format!("\"{}\"", "r".repeat(201))).into_bytes();
    match small.finish(Reply::new(200, &mut long), at(due)) {
        Err(NotRefreshed::DoesNotFit { .. }) => {
            row(name::<Expired<String>>(), "finish", "does not fit", perhaps_spent::<Expired<String>>())
        }
        other => panic!("201 bytes do not fit in 200, but {other:?}"),
    }
    rows
}

#[test]
fn the_diagram_in_the_documentation_is_what_the_code_does() {
    let source = include_str!("../../src/lib.rs");
    let (_, after) = source.split_once("//! <!-- table -->\n").expect("where the diagram begins");
    let (block, _) = after.split_once("//! <!-- end of table -->\n").expect("where it ends");
    let shown: Vec<&str> =
        block.lines().map(|line| line.trim_start_matches("//!").strip_prefix(' ').unwrap_or("")).collect();
    let diagram = diagram(rows());
    let lines: Vec<&str> = ["```text"].into_iter().chain(diagram.lines()).chain(["```"]).collect();
    assert!(shown == lines, "core/src/lib.rs should show:\n\n//! {}\n", lines.join("\n//! "));
}

#[test]
fn every_step_has_its_verbs_in_the_table() {
    let mut verbs: Vec<String> = rows().into_iter().map(|row| format!("{}.{}", row.step, row.verb)).collect();
    verbs.dedup();
    let expected = [
        "Unstarted.begin",
        "AwaitingCallback.accept",
        "HaveCode.token_request",
        "HaveCode.finish",
        "Authorized.at",
        "Authorized.rejected",
        "Expired.finish",
    ];
    assert_eq!(verbs, expected);
}

#[test]
fn after_a_thousand_forged_and_stray_callbacks_the_true_one_is_accepted() {
    let story = story();
    let mut waiting = SignIn::new(&story.client).begin(entropy(), at(BEGIN));
    for number in 0..1_000 {
        let forged = format!("code={number}&error={number}&state={number}&tenant=evil");
        let Err(NotAccepted::NotOurs { step, .. }) = waiting.accept(&forged, at(CALLBACK)) else { panic!("forged") };
        waiting = story.client.resume(step).unwrap();
    }
    assert!(waiting.accept(&true_callback(), at(CALLBACK)).is_ok());
}

#[test]
fn looking_at_a_reply_of_the_api_moves_no_step() {
    let story = Story::default();
    let authorized = story.authorized();
    for status in [200, 204, 302, 401, 403, 404, 429, 500] {
        let _ = authorized.read_user(Reply::new(status, &mut b"{}".to_owned()));
        let _ = authorized.read_api(Reply::new(status, &mut b"{}".to_owned()));
    }
    assert_eq!(lifetime(&authorized.at(at(GRANT))), name::<Authorized<String>>());
}
