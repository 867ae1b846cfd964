//! AwaitingCallback: `accept` and the meaning of a callback. `callback_bounds` is about its bounds and disguises.

use catapa_signin::callback::{self, SignInId, Stray};
use catapa_signin::error::ErrorCode;
use catapa_signin::{AwaitingCallback, Blame, Explain as _, NotAccepted, Options, SignIn, UnixTime};

use crate::story::{BEGIN, CALLBACK, CODE, CSRF_TOKEN, Story, TENANT, at, callback};

/// The outcome in one word, and whether the step came back.
pub(crate) fn outcome(story: &Story, callback: &str, now: UnixTime) -> Result<(), &'static str> {
    story.awaiting_callback().accept(callback, now).map(drop).map_err(|error| error.code())
}

fn accept(callback: &str) -> Result<(), &'static str> {
    outcome(&Story::default(), callback, at(CALLBACK))
}

fn denied(parameters: &str) -> catapa_signin::error::Refusal {
    let callback = format!("state={CSRF_TOKEN}&{parameters}");
    match Story::default().awaiting_callback().accept(&callback, at(CALLBACK)) {
        Err(NotAccepted::Denied(refusal)) => refusal,
        other => panic!("a denial, not {other:?}"),
    }
}

#[test]
fn the_true_callback_brings_a_code_and_a_claimed_tenant() {
    let story = Story::default();
    let have_code = story.have_code();
    assert_eq!(have_code.step().tenant().as_str(), TENANT);
    assert_eq!(have_code.step().accepted_at(), at(CALLBACK));
    assert!(format!("{:?}", have_code.step()).starts_with("HaveCode { tenant: ClaimedTenant(\"gdplabs\")"));
}

#[test]
fn a_forged_callback_leaves_the_sign_in_pending() {
    let story = Story::default();
    let pending = story.awaiting_callback();
    let kept = pending.step().to_bytes();
    let forged = format!("code=evil&state={}&tenant=gdplabs", CSRF_TOKEN.replace('A', "B"));
    let Err(NotAccepted::NotOurs { step, why }) = pending.accept(&forged, at(CALLBACK)) else { panic!("not ours") };
    assert_eq!(why, Stray::OtherCsrfToken);
    assert_eq!(step.to_bytes(), kept, "handed back byte for byte");
    assert!(story.client.resume(step).unwrap().accept(&callback(), at(CALLBACK)).is_ok());
}

#[test]
fn the_step_behind_a_refusal_can_be_looked_at_while_the_login_waits_and_only_then() {
    let story = Story::default();
    let outcome = |callback: &str| story.awaiting_callback().accept(callback, at(CALLBACK)).unwrap_err();
    let kept = story.awaiting_callback().step().to_bytes();
    let not_ours = outcome("error=access_denied");
    assert_eq!(not_ours.step().map(AwaitingCallback::to_bytes), Some(kept));
    assert_eq!(not_ours.into_step().map(|step| step.to_bytes()), Some(kept));
    let denied = outcome(&format!("error=access_denied&state={CSRF_TOKEN}"));
    assert!(denied.step().is_none() && denied.into_step().is_none());
}

#[test]
fn after_a_thousand_forged_callbacks_the_true_one_succeeds() {
    let story = Story::default();
    let mut pending: SignIn<'_, _> = story.awaiting_callback();
    for number in 0..1_000 {
        let forged = match number % 4 {
            0 => format!("code=evil&state={number}&tenant=gdplabs"),
            1 => "error=access_denied".to_owned(),
            2 => format!("/favicon.ico?{number}"),
            _ => format!("state={CSRF_TOKEN}&state={CSRF_TOKEN}&error=access_denied"),
        };
        let Err(NotAccepted::NotOurs { step, .. }) = pending.accept(&forged, at(CALLBACK)) else { panic!("{forged}") };
        pending = story.client.resume(step).unwrap();
    }
    assert!(pending.accept(&callback(), at(CALLBACK)).is_ok());
}

#[test]
fn every_character_of_the_csrf_token_counts() {
    for index in 0..CSRF_TOKEN.len() {
        let other = if CSRF_TOKEN.as_bytes()[index] == b'x' { "y" } else { "x" };
        let mut forged = CSRF_TOKEN.to_owned();
        forged.replace_range(index..=index, other);
        assert_eq!(accept(&format!("code=c&state={forged}&tenant=t")), Err("callback.not_ours.other_csrf_token"));
    }
    for near in ["", &CSRF_TOKEN[1..], &CSRF_TOKEN[..42], &format!("{CSRF_TOKEN}A"), &CSRF_TOKEN.to_lowercase()] {
        assert_eq!(accept(&format!("code=c&state={near}&tenant=t")), Err("callback.not_ours.other_csrf_token"));
    }
}

#[test]
fn a_hit_without_a_csrf_token_is_not_ours() {
    for stray in ["", "?", "/favicon.ico", "/callback", "/callback?", "code=c&tenant=t", "error=access_denied", "x=y"] {
        assert_eq!(accept(stray), Err("callback.not_ours.no_csrf_token"), "{stray:?}");
    }
}

#[test]
fn the_checks_stand_in_the_order_of_trust() {
    let story = Story::with(Options::default().issuer("https://catapa"));
    let (ours, theirs) = (CSRF_TOKEN, "forged");
    let (right, wrong) = ("iss=https%3A%2F%2Fcatapa", "iss=evil");
    let (in_time, late) = (at(CALLBACK), at(BEGIN + 600));
    // Each callback fails its check and all later ones. The earliest check decides.
    for (callback, now, code) in [
        (format!("state={theirs}&state=%zz&{wrong}&error=e"), late, "callback.not_ours.bad_escape"),
        (format!("state={theirs}&state=x&{wrong}&error=e"), late, "callback.not_ours.duplicate"),
        (format!("state={theirs}&{wrong}&error=e"), late, "callback.not_ours.other_issuer"),
        (format!("state={theirs}&{right}&error=e"), late, "callback.not_ours.other_csrf_token"),
        (format!("{right}&error=e"), late, "callback.not_ours.no_csrf_token"),
        (format!("state={ours}&{right}&error=access_denied"), late, "callback.too_late"),
        (format!("state={ours}&{right}&error=e&code="), in_time, "callback.code_and_error"),
        (format!("state={ours}&{right}&tenant="), in_time, "callback.neither_code_nor_error"),
        (format!("state={ours}&{right}&code=&tenant="), in_time, "callback.bad_code"),
        (format!("state={ours}&{right}&code=c"), in_time, "callback.no_tenant"),
        (format!("state={ours}&{right}&code=c&tenant="), in_time, "callback.bad_tenant"),
    ] {
        assert_eq!(outcome(&story, &callback, now), Err(code), "{callback}");
    }
}

#[test]
fn a_configured_issuer_must_be_named_exactly() {
    let story = Story::with(Options::default().issuer("https://catapa.com"));
    let with = |iss: &str| outcome(&story, &format!("{}&{iss}", callback()), at(CALLBACK));
    assert_eq!(with("iss=https%3A%2F%2Fcatapa.com"), Ok(()));
    assert_eq!(with("iss=https://catapa.com"), Ok(()));
    for other in ["", "iss=", "iss=https://catapa.com/", "iss=https://CATAPA.com", "iss=https://evil.com"] {
        assert_eq!(with(other), Err("callback.not_ours.other_issuer"), "{other}");
    }
}

#[test]
fn an_issuer_is_ignored_where_none_is_configured() {
    assert_eq!(accept(&format!("{}&iss=https://anybody.com", callback())), Ok(()));
}

#[test]
fn a_pending_sign_in_lives_ten_minutes() {
    let story = Story::default();
    assert_eq!(outcome(&story, &callback(), at(BEGIN + 599)), Ok(()));
    assert_eq!(outcome(&story, &callback(), at(BEGIN + 600)), Err("callback.too_late"));
}

#[test]
fn a_clock_that_runs_back_by_more_than_a_minute_ends_a_pending_sign_in() {
    let story = Story::default();
    assert_eq!(outcome(&story, &callback(), at(BEGIN - 60)), Ok(()));
    assert_eq!(outcome(&story, &callback(), at(BEGIN - 61)), Err("callback.too_late"));
}

#[test]
fn the_documented_errors_and_a_missing_consent_are_typed() {
    for (text, code) in [
        ("invalid_request", ErrorCode::InvalidRequest),
        ("unauthorized_client", ErrorCode::UnauthorizedClient),
        ("access_denied", ErrorCode::AccessDenied),
        ("consent_required", ErrorCode::ConsentRequired),
        ("invalid_scope", ErrorCode::InvalidScope),
        ("server_error", ErrorCode::ServerError),
    ] {
        let refusal = denied(&format!("error={text}"));
        assert_eq!(*refusal.error_code(), code);
        assert_eq!(refusal.error_code().as_str(), text);
        assert_eq!(refusal.code(), format!("refused.{text}"));
        assert_eq!(refusal.is_by_the_person(), ["access_denied", "consent_required"].contains(&text));
        assert_eq!((refusal.description(), refusal.uri()), (None, None));
    }
}

#[test]
fn a_text_that_is_only_shown_never_hides_a_denial() {
    for garbled in ["%", "%zz", "%C3", "%ED%A0%80", "x%"] {
        let refusal = denied(&format!("error=access_denied&error_description={garbled}&error_uri={garbled}"));
        assert_eq!(*refusal.error_code(), ErrorCode::AccessDenied);
        assert_eq!((refusal.description(), refusal.uri()), (None, None), "{garbled}");
    }
    let long = "e".repeat(256);
    assert_eq!(denied(&format!("error=e&error_description={long}x%")).description(), Some(long.as_str()));
}

#[test]
fn an_error_that_the_guide_does_not_name_is_kept() {
    let longest = "e".repeat(64);
    for text in ["temporarily_unavailable", "Access_Denied", "<script>", &longest] {
        let refusal = denied(&format!("error={text}"));
        assert!(matches!(refusal.error_code(), ErrorCode::Other(_)), "{text}");
        assert_eq!(refusal.error_code().as_str(), text);
        assert_eq!(refusal.code(), "refused.other");
    }
}

#[test]
fn a_denial_may_describe_itself() {
    let refusal =
        denied("error=access_denied&error_description=The+user+said%20no&error_uri=https%3A%2F%2Fcatapa.com%2F");
    assert_eq!(refusal.description(), Some("The user said no"));
    assert_eq!(refusal.uri(), Some("https://catapa.com/"));
    assert_eq!(refusal.blame(), Blame::CatapaRefused);
}

#[test]
fn a_description_is_cut_at_a_character() {
    let long = format!("{}%C3%A9{}", "d".repeat(255), "d".repeat(1_000));
    let refusal = denied(&format!("error=e&error_description={long}&error_uri={long}"));
    assert_eq!(refusal.description().map(str::len), Some(255));
    assert_eq!(refusal.uri().map(str::len), Some(255));
    let fits = format!("{}%C3%A9", "d".repeat(254));
    assert_eq!(denied(&format!("error=e&error_description={fits}")).description().map(str::len), Some(256));
}

#[test]
fn the_sentence_of_a_denial_quotes_nothing() {
    let refusal = denied("error=PLANTED&error_description=PLANTED&error_uri=PLANTED");
    assert!(!format!("{refusal} {refusal:?} {:?}", NotAccepted::<()>::Denied(refusal.clone())).contains("PLANTED"));
}

#[test]
fn a_denial_needs_no_code_and_no_tenant() {
    assert_eq!(accept(&format!("state={CSRF_TOKEN}&error=access_denied&tenant=%20")), Err("refused.access_denied"));
}

#[test]
fn both_or_neither_of_code_and_error_is_nothing_that_catapa_may_send() {
    let ours = |rest: &str| accept(&format!("state={CSRF_TOKEN}&tenant={TENANT}{rest}"));
    assert_eq!(ours(""), Err("callback.neither_code_nor_error"));
    for both in ["&code=c&error=e", "&code=&error=e", "&code=c&error=", "&code&error"] {
        assert_eq!(ours(both), Err("callback.code_and_error"), "{both}");
    }
    assert_eq!(ours("&error="), Err("callback.bad_error"));
}

#[test]
fn a_code_is_visible_ascii_and_spaces() {
    let ours = |code: &str| accept(&format!("state={CSRF_TOKEN}&tenant={TENANT}&code={code}"));
    for good in [CODE, "c", "%21%7e", "a/b", "a:b?c", "a+b", "a%20b", "%20"] {
        assert_eq!(ours(good), Ok(()), "{good}");
    }
    for bad in ["", "a%0D%0A", "%1f", "%00", "%7f", "%C3%A9"] {
        assert_eq!(ours(bad), Err("callback.bad_code"), "{bad}");
    }
}

#[test]
fn a_tenant_is_visible_ascii_without_separators() {
    let ours = |tenant: &str| accept(&format!("state={CSRF_TOKEN}&code=c&tenant={tenant}"));
    for byte in 0..=0xff_u8 {
        let allowed = byte.is_ascii_alphanumeric() || b"!#$%&*+-.^_|~".contains(&byte);
        let expected = match byte {
            0x80.. => Err("callback.not_ours.bad_escape"),
            _ if allowed => Ok(()),
            _ => Err("callback.bad_tenant"),
        };
        assert_eq!(ours(&format!("t%{byte:02x}")), expected, "{byte:#x}");
    }
    assert_eq!(ours(""), Err("callback.bad_tenant"));
    assert_eq!(ours("t%C3%A9"), Err("callback.bad_tenant"));
    assert_eq!(accept(&format!("state={CSRF_TOKEN}&code=c")), Err("callback.no_tenant"));
}

#[test]
fn a_tenant_is_kept_byte_for_byte() {
    let story = Story::default();
    let callback = format!("state={CSRF_TOKEN}&code=c&tenant=Gdp%2BLabs.%7e");
    let have_code = story.awaiting_callback().accept(&callback, at(CALLBACK)).unwrap();
    assert_eq!(have_code.step().tenant().as_str(), "Gdp+Labs.~");
}

#[test]
fn who_is_to_blame_depends_on_how_far_a_callback_came() {
    let refused = |callback: &str, now| Story::default().awaiting_callback().accept(callback, at(now)).unwrap_err();
    let ours = format!("state={CSRF_TOKEN}");
    assert_eq!(refused("error=e", CALLBACK).blame(), Blame::Stranger);
    assert_eq!(refused(&ours, CALLBACK).blame(), Blame::CatapaUnclear);
    assert_eq!(refused(&format!("{ours}&error=e"), CALLBACK).blame(), Blame::CatapaRefused);
    assert_eq!(refused(&ours, BEGIN + 600).blame(), Blame::Person);
    assert_eq!(callback::Fault::TenantNotWelcome.blame(), Blame::Person);
}

#[test]
fn a_callback_claims_the_id_of_its_pending_sign_in_and_an_id_betrays_no_csrf_token() {
    let story = Story::default();
    let id = story.awaiting_callback().step().id();
    let query = callback();
    for callback in [query.clone(), format!("?{query}"), format!("/callback?{query}"), format!("{query}&code=doubled")]
    {
        assert_eq!(SignInId::claimed_by(&callback), Some(id), "{callback}");
    }
    assert_eq!(
        SignInId::claimed_by(
            &query.replace(CSRF_TOKEN, &format!("%{:02X}{}", CSRF_TOKEN.as_bytes()[0], &CSRF_TOKEN[1..]))
        ),
        Some(id)
    );
    for head in ["", "?", "/callback?", "https://app.example.com/callback?"] {
        assert_eq!(SignInId::claimed_by(&format!("{head}state={CSRF_TOKEN}&code=1#state=other")), Some(id), "{head}");
    }
    assert_ne!(SignInId::claimed_by("state=other"), Some(id));
    for callback in ["", "code=1&tenant=gdplabs", "state=%zz"] {
        assert_eq!(SignInId::claimed_by(callback), None, "{callback}");
    }
    let text = id.to_string();
    assert!(
        text.len() == 22 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
        "{text}"
    );
    assert!(!CSRF_TOKEN.contains(&text) && id.as_bytes().len() == 16);
}
