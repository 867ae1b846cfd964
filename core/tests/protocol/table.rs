//! The transition table: every step times every input. What stands in it is what happened when the code ran, and the
//! diagram in the crate's documentation is printed from it.

use catapa_signin::{
    ApiError, Authorized, AwaitingCallback, ClientConfig, Expired, HaveCode, Lifetime, NotAccepted, NotGranted,
    NotRefreshed, Options, Reply, SignIn, Step, Tenants, Text, TokenRejected, Unstarted,
};

use crate::story::{
    BEGIN, CALLBACK, CODE, CSRF_TOKEN, GRANT, LIFETIME, Story, TENANT, access_token, at, callback, config, entropy, jwt,
    token_reply, token_reply_with,
};

/// What became of one step, by one verb, with one kind of input.
struct Row {
    step: String,
    verb: &'static str,
    input: &'static str,
    becomes: String,
}

/// The step's name as its type has it.
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

/// A story in which everything is checked that can be.
fn story() -> Story {
    let options = Options::default().issuer("https://accounts.example.com");
    Story::of(ClientConfig { tenants: Tenants::Only(&[TENANT, "welcome-too"]), options, ..config() })
}

/// The callback, with the issuer that this story wants, and these parameters instead of code and tenant.
fn ours(parameters: &str) -> String {
    format!("{parameters}&state={CSRF_TOKEN}&iss=https://accounts.example.com")
}

fn true_callback() -> String {
    ours(&format!("code={CODE}&tenant={TENANT}"))
}

fn accept(callback: &str, now: u64) -> String {
    let story = story();
    match SignIn::new(&story.client).begin(entropy(), at(BEGIN)).accept(callback, at(now)) {
        Ok(_) => name::<HaveCode>(),
        Err(NotAccepted::NotOurs { step, .. }) => {
            let waiting = story.client.resume(step).unwrap();
            assert!(waiting.accept(&true_callback(), at(CALLBACK)).is_ok(), "{callback} left its mark");
            still_good::<AwaitingCallback>()
        }
        Err(_) => over(),
    }
}

fn finish(story: &Story, have_code: SignIn<'_, HaveCode>, reply: Reply<'_>) -> String {
    match have_code.finish(reply, at(GRANT)) {
        Ok(_) => name::<Authorized<String>>(),
        Err(NotGranted::RateLimited { step, .. } | NotGranted::ClientRefused { step, .. }) => {
            let again = story.client.resume(step).unwrap();
            assert_eq!(finish(story, again, Reply::new(200, &mut token_reply().into_bytes())), name::<Authorized<String>>());
            still_good::<HaveCode>()
        }
        Err(NotGranted::Unclear { step, .. }) => {
            let again = story.client.resume(step).unwrap();
            assert!(again.token_request(at(GRANT)).is_ok());
            perhaps_spent::<HaveCode>()
        }
        Err(_) => over(),
    }
}

fn refresh(story: &Story, expired: SignIn<'_, Expired<String>>, reply: Reply<'_>) -> String {
    match expired.finish(reply, at(GRANT)) {
        Ok(_) => name::<Authorized<String>>(),
        Err(NotRefreshed::RateLimited { step, .. } | NotRefreshed::ClientRefused { step, .. }) => {
            let again = story.client.resume(step).unwrap();
            assert_eq!(refresh(story, again, Reply::new(200, &mut token_reply().into_bytes())), name::<Authorized<String>>());
            still_good::<Expired<String>>()
        }
        Err(NotRefreshed::Unclear { .. }) => perhaps_spent::<Expired<String>>(),
        Err(_) => over(),
    }
}

fn lifetime<T: Text>(lifetime: &Lifetime<'_, T>) -> String {
    match lifetime {
        Lifetime::Fresh(_) => name::<Authorized<T>>(),
        Lifetime::Expired(_) => name::<Expired<T>>(),
        Lifetime::Over => over(),
    }
}

fn proof_about<T: Text>(sign_in: &SignIn<'_, Authorized<T>>) -> TokenRejected {
    match sign_in.api_reply(Reply::new(401, &mut [])) {
        Err(ApiError::TokenRejected(proof)) => proof,
        other => panic!("a 401 is a proof, not {other:?}"),
    }
}

/// Callbacks of one kind, and moments at which they come.
fn callbacks() -> Vec<(&'static str, Vec<String>, Vec<u64>)> {
    let in_time = || vec![BEGIN - 60, BEGIN, CALLBACK, BEGIN + 599];
    let any_time = || vec![0, BEGIN - 61, BEGIN - 60, CALLBACK, BEGIN + 599, BEGIN + 600, u64::MAX];
    let forged = |state: &str| format!("code={CODE}&tenant={TENANT}&iss=https://accounts.example.com{state}");
    vec![
        ("the true callback", vec![true_callback(), format!("?{}", true_callback())], in_time()),
        ("forged", vec![forged("&state=forged"), forged("&state="), forged("&state=").replace("code", "error")], any_time()),
        ("stray", vec![String::new(), "/favicon.ico".into(), forged(""), "%%%".into()], any_time()),
        ("another issuer's", vec![callback(), callback() + "&iss=https://evil.example"], any_time()),
        ("doubled, garbled or too long", vec![true_callback() + "&code=x", true_callback() + "&error=%zz", true_callback() + &"x".repeat(8_192)], any_time()),
        ("denied", vec![ours("error=access_denied"), ours("error=server_error&error_description=x"), ours("error=other")], in_time()),
        ("unusable", vec![ours(""), ours("code=&tenant=gdplabs"), ours("code=x"), ours("code=x&tenant=a/b"), ours("error="), ours("code=x&error=y")], in_time()),
        ("tenant not welcome", vec![ours("code=x&tenant=GDPLABS"), ours("code=x&tenant=other")], in_time()),
        ("too late", vec![true_callback(), ours("error=access_denied"), ours("")], vec![BEGIN + 600, u64::MAX]),
        ("clock run back", vec![true_callback(), ours("error=access_denied"), ours("")], vec![BEGIN - 61, 0]),
    ]
}

/// Replies of one kind to a token request: status, body, and whether the body was cut short.
fn token_replies() -> Vec<(&'static str, Vec<(u16, String, bool)>)> {
    let whole = |status, body: &str| (status, body.to_owned(), false);
    let claiming = |claims| token_reply_with(&jwt(claims), r#""refresh-2""#);
    vec![
        ("tokens", vec![whole(200, &token_reply()), whole(201, &token_reply_with(&access_token(), "null"))]),
        ("429", vec![whole(429, ""), whole(429, r#"{"error":"invalid_grant"}"#), (429, "<html>".into(), true)]),
        ("invalid_client", vec![whole(401, r#"{"error":"invalid_client"}"#), whole(400, r#"{"error":"invalid_client"}"#)]),
        ("3xx", vec![whole(302, ""), whole(307, &token_reply())]),
        ("other 4xx", vec![whole(401, r#"{"status":401,"error":"Unauthorized"}"#), whole(404, "<html>"), whole(400, "{}")]),
        ("5xx", vec![whole(500, r#"{"error":"invalid_grant"}"#), whole(503, "<html>"), whole(502, &token_reply())]),
        ("unreadable", vec![whole(200, ""), whole(200, "<html>"), whole(200, "{}"), whole(200, &token_reply().replace("Bearer", "mac")), whole(200, &" ".repeat(65_537))]),
        ("cut short", vec![(200, token_reply(), true), (200, String::new(), true), (400, r#"{"error":"invalid_grant"}"#.into(), true)]),
        ("OAuth error", vec![whole(400, r#"{"error":"invalid_grant"}"#), whole(401, r#"{"error":"else"}"#), whole(200, r#"{"error":"invalid_grant"}"#)]),
        ("another tenant", vec![whole(200, &claiming(r#"{"tenant":"other"}"#)), whole(200, &claiming(r#"{"tenant":"GDPLABS"}"#))]),
        ("opaque token", vec![whole(200, &claiming("{}")), whole(200, &token_reply_with("opaque", "null"))]),
    ]
}

fn reply(status: u16, body: &mut [u8], cut: bool) -> Reply<'_> {
    let reply = Reply::new(status, body);
    if cut { reply.cut_short() } else { reply }
}

/// The outcome that all of them share.
fn shared(input: &str, outcomes: impl IntoIterator<Item = String>) -> String {
    let mut outcomes = outcomes.into_iter();
    let first = outcomes.next().expect("an input");
    outcomes.for_each(|other| assert_eq!(other, first, "{input} is one kind of input"));
    first
}

/// The table, step by step.
fn rows() -> Vec<Row> {
    let story = story();
    let have_code = || SignIn::new(&story.client).begin(entropy(), at(BEGIN)).accept(&true_callback(), at(CALLBACK)).unwrap();
    let authorized = |tokens: &str| {
        let granted = have_code().finish(Reply::new(200, &mut tokens.to_owned().into_bytes()), at(GRANT)).unwrap().hold_in::<String>();
        granted.unwrap()
    };
    let expired = || match authorized(&token_reply()).at(at(GRANT + LIFETIME)) {
        Lifetime::Expired(expired) => expired,
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

    for (input, ages) in [("within five minutes", [0, 299]), ("later", [300, u64::MAX / 2])] {
        let all = ages.map(|age| match have_code().token_request(at(CALLBACK + age)) {
            Ok(_) => name::<HaveCode>() + ", to be sent",
            Err(_) => name::<HaveCode>() + ", too old",
        });
        row(name::<HaveCode>(), "token_request", input, shared(input, all));
    }
    for (input, replies) in token_replies() {
        let all = replies.into_iter().map(|(status, body, cut)| finish(&story, have_code(), reply(status, &mut body.into_bytes(), cut)));
        row(name::<HaveCode>(), "finish", input, shared(input, all));
    }

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
        let all = replies.into_iter().map(|(status, body, cut)| refresh(&story, expired(), reply(status, &mut body.into_bytes(), cut)));
        row(name::<Expired<String>>(), "finish", input, shared(input, all));
    }
    let Lifetime::Expired(small) = authorized(&token_reply()).hold_in::<heapless::String<200>>().unwrap().at(at(due)) else {
        panic!("expired")
    };
    let mut long = token_reply_with(&access_token(), &format!("\"{}\"", "r".repeat(201))).into_bytes();
    match small.finish(Reply::new(200, &mut long), at(due)) {
        Err(NotRefreshed::DoesNotFit { .. }) => row(name::<Expired<String>>(), "finish", "does not fit", perhaps_spent::<Expired<String>>()),
        other => panic!("201 bytes do not fit in 200, but {other:?}"),
    }
    rows
}

/// The diagram: inputs of one verb that have the same outcome share a line.
fn diagram() -> String {
    const INPUTS: usize = 46;
    let mut groups: Vec<(String, &str, String, Vec<&str>)> = Vec::new();
    for Row { step, verb, input, becomes } in rows() {
        match groups.iter_mut().find(|group| (&group.0, group.1, &group.2) == (&step, verb, &becomes)) {
            Some((.., inputs)) => inputs.push(input),
            None => groups.push((step, verb, becomes, vec![input])),
        }
    }
    let mut lines = vec![line("step", "verb", "input", "becomes"), "-".repeat(16 + 2 + 13 + 2 + INPUTS + 4 + 24)];
    let (mut last_step, mut last_verb) = (String::new(), "");
    for (step, verb, becomes, inputs) in groups {
        let (new_step, new_verb) = (step != last_step, step != last_step || verb != last_verb);
        let wrapped = wrap(&inputs.join("; "), INPUTS);
        for (index, input) in wrapped.iter().enumerate() {
            let first = index == 0;
            lines.push(line(
                if first && new_step { &step } else { "" },
                if first && new_verb { verb } else { "" },
                input,
                &if first { format!("-> {becomes}") } else { String::new() },
            ));
        }
        (last_step, last_verb) = (step, verb);
    }
    lines.join("\n")
}

fn line(step: &str, verb: &str, input: &str, becomes: &str) -> String {
    let becomes = if becomes == "becomes" { "   becomes" } else { becomes };
    format!("{step:<16}  {verb:<13}  {input:<46} {becomes}").trim_end().to_owned()
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("a line");
        if !last.is_empty() && last.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            *last = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        }
    }
    lines
}

#[test]
fn the_diagram_in_the_documentation_is_what_the_code_does() {
    let source = include_str!("../../src/lib.rs");
    let (_, after) = source.split_once("//! <!-- table -->\n").expect("where the diagram begins");
    let (block, _) = after.split_once("//! <!-- end of table -->\n").expect("where it ends");
    let shown: Vec<&str> = block.lines().map(|line| line.trim_start_matches("//!").strip_prefix(' ').unwrap_or("")).collect();
    let diagram = diagram();
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
        let _ = authorized.user(Reply::new(status, &mut b"{}".to_owned()));
        let _ = authorized.api_reply(Reply::new(status, &mut b"{}".to_owned()));
    }
    assert_eq!(lifetime(&authorized.at(at(GRANT))), name::<Authorized<String>>());
}
