//! Journeys, and where they end: a table for each step. Machine and model walk each of them.

use super::*;

/// Where a journey ends, with its times counted from its beginning.
fn ends(letters: &str) -> String {
    let journey = Journey::arbitrary(&mut Unstructured::new(letters.as_bytes())).expect("letters are never too few");
    let from_begin = |secs: u64| secs.cast_signed() - world::BEGIN.cast_signed();
    match walked(&journey).pop().map_or(Model::Nothing, |(_, model)| model) {
        Model::Nothing => "nothing".into(),
        Model::Pending { serial, since } => format!("pending {serial} since {}", from_begin(since)),
        Model::Code { tenant, since } => format!("code of {tenant} since {}", from_begin(since)),
        Model::Tokens { tenant, refresh, since, end, .. } => {
            let end = end.map_or("whenever".into(), |end| format!("{}", from_begin(end)));
            format!("tokens of {tenant} with {} from {} to {end}", refresh.unwrap_or("none".into()), from_begin(since))
        }
        Model::Expired { tenant, refresh } => format!("expired of {tenant} with {refresh}"),
    }
}

fn every_journey_ends(table: &[(&str, &str)]) {
    for (letters, expected) in table {
        assert_eq!(ends(letters), *expected, "{letters}");
    }
}

const CODE: &str = "code of gdplabs since 0";
const EXPIRED: &str = "expired of gdplabs with refresh-3";

#[test]
fn a_journey_that_never_began_ends_nowhere() {
    every_journey_ends(&[("", "nothing"), ("ct", "nothing"), ("ttsnh", "nothing"), ("salro+1=-1=", "nothing")]);
}

#[test]
fn a_pending_sign_in_waits_ten_minutes_for_the_true_callback() {
    every_journey_ends(&[
        ("b", "pending 1 since 0"),
        ("+h=b", "pending 2 since 3600"),
        ("bb", "pending 2 since 0"),
        ("bs", "pending 1 since 0"),
        ("bcncxc2cp\u{3}alro", "pending 1 since 0"),
        ("bct", CODE),
        ("bcd", "nothing"),
        ("bce", "nothing"),
        ("bco", "code of other since 0"),
        ("bcm\u{4a}\u{21}", "nothing"),
        ("b+l-ct", "code of gdplabs since 599"),
        ("b+l=ct", "nothing"),
        ("b-m=ct", CODE),
        ("b-m+ct", "nothing"),
    ]);
}

#[test]
fn a_code_is_traded_whenever_its_answer_comes() {
    every_journey_ends(&[
        ("bctttsnh", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsnt", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsns", "tokens of gdplabs with refresh-3 from 0 to 10"),
        ("bctttsnu", "tokens of gdplabs with refresh-3 from 0 to whenever"),
        ("bctttsah", "tokens of gdplabs with none from 0 to 3600"),
        ("bctttseh", CODE),
        ("bct+c-ttsnh", "tokens of gdplabs with refresh-4 from 299 to 3899"),
        ("bct+c=ttsnh", "tokens of gdplabs with refresh-4 from 300 to 3900"),
        ("bct-m=ttsnh", "tokens of gdplabs with refresh-4 from -60 to 3540"),
        ("bct-m+ttsnh", "tokens of gdplabs with refresh-4 from -61 to 3539"),
        ("bctttonh", "nothing"),
        ("bctttnnh", "nothing"),
        ("bcttg", "nothing"),
        ("bctt4tit5t3thtet/tc", CODE),
    ]);
}

#[test]
fn tokens_are_good_until_their_end_less_the_leeway() {
    let fresh = |refresh, end| format!("tokens of gdplabs with {refresh} from 0 to {end}");
    every_journey_ends(&[
        ("bctttsnh+h=-m+l", &fresh("refresh-3", "3600")),
        ("bctttsnh+h=-m=l", EXPIRED),
        ("bctttsns+1=+1=+1=+1=l", &fresh("refresh-3", "10")),
        ("bctttsns+1=+1=+1=+1=+1=l", EXPIRED),
        ("bctttsnn+d=l", &fresh("refresh-3", "whenever")),
        ("bctttsn!+d=l", &fresh("refresh-3", "whenever")),
        ("bctttsn<+m-l", &fresh("refresh-3", "119")),
        ("bctttsn<+m=l", EXPIRED),
        ("bctttsn>+m=l", &fresh("refresh-3", "121")),
        ("bctttsn>+m+l", EXPIRED),
        ("bctttsn1l", &fresh("refresh-3", "1")),
        ("bctttsn1+1=l", EXPIRED),
        ("bctttsn0l", EXPIRED),
        ("bctttsn0-m-l", EXPIRED),
        ("bctttsnu+d=l", &fresh("refresh-3", "whenever")),
        ("bctttsnu-m=l", &fresh("refresh-3", "whenever")),
        ("bctttsnu-m+l", EXPIRED),
        ("bctttsah+h=l", "nothing"),
        ("bctttsnhaso", &fresh("refresh-3", "3600")),
        ("bctttsnhr", EXPIRED),
        ("bctttsahr", "nothing"),
    ]);
}

#[test]
fn a_refresh_brings_a_new_refresh_token_or_keeps_the_old_one() {
    every_journey_ends(&[
        ("bctttsnhrttsnh", "tokens of gdplabs with refresh-5 from 0 to 3600"),
        ("bctttsnhrttsrh", "tokens of gdplabs with refresh-0 from 0 to 3600"),
        ("bctttsnhrttsah", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsnhrtts0h", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsnhrttseh", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsnhr+d=ttsnh", "tokens of gdplabs with refresh-6 from 86400 to 90000"),
        ("bctttsnhrsalo", EXPIRED),
        ("bctttsnhrttonh", "nothing"),
        ("bctttsnhrtg", "nothing"),
        ("bctttsnhrt4tit5t3thtet/tc", EXPIRED),
    ]);
}

#[test]
fn a_tenant_that_is_welcome_no_more_is_not_let_in_and_gets_no_tokens() {
    every_journey_ends(&[
        ("bwct", "nothing"),
        ("bwwct", "code of gdplabs since 0"),
        ("bwcn", "pending 1 since 0"),
        ("bctwttsnh", "nothing"),
        ("bctwwttsnh", "tokens of gdplabs with refresh-5 from 0 to 3600"),
        ("bctwt4", CODE),
        ("bctttsnhwaslo", "tokens of gdplabs with refresh-3 from 0 to 3600"),
        ("bctttsnhwr", EXPIRED),
        ("bctttsnhrwttsnh", "nothing"),
        ("bctttsnhrwt5", EXPIRED),
        ("bctttsnhrwwttsnh", "tokens of gdplabs with refresh-7 from 0 to 3600"),
    ]);
}

/// What each operation says: the codes of errors.
fn said(letters: &str) -> Vec<&'static str> {
    let journey = Journey::arbitrary(&mut Unstructured::new(letters.as_bytes())).expect("letters are never too few");
    walk(&journey).iter().filter_map(|outcome| outcome.error).collect()
}

#[test]
fn an_error_says_its_code() {
    for (letters, codes) in [
        ("bctlttsnhlr", [].as_slice()),
        ("bcx", &["callback.not_ours.other_csrf_token"]),
        ("bcn", &["callback.not_ours.no_csrf_token"]),
        ("bc2cc", &["callback.not_ours.duplicate", "callback.not_ours.duplicate"]),
        ("bc%", &["callback.not_ours.bad_escape"]),
        ("b+l=cxct", &["callback.not_ours.other_csrf_token", "callback.too_late"]),
        ("b+l=cd", &["callback.too_late"]),
        ("bcd", &["refused.access_denied"]),
        ("bce", &["callback.code_and_error"]),
        ("bcz", &["callback.neither_code_nor_error"]),
        ("bwct", &["callback.tenant_not_welcome"]),
        ("bct+c-l+1=l", &["code.too_old"]),
        ("bct-m=l-1=l", &["code.too_old"]),
        ("bct+c=lttsnh", &["code.too_old"]),
        ("bctt4ti", &["token.rate_limited", "refused.invalid_client"]),
        ("bcttetht/tc", &["reply.status", "reply.not_json", "reply.not_json", "reply.cut_short"]),
        ("bctt5t3tg", &["reply.status", "reply.status", "refused.invalid_grant"]),
        ("bctttseh", &["reply.member"]),
        ("bctttoeh", &["reply.member"]),
        ("bctttonh", &["tenant.differs"]),
        ("bctttnnh", &["tenant.not_named"]),
        ("bctwttonh", &["tenant.not_welcome"]),
        ("bctttsnhrt4ttoeh", &["token.rate_limited", "tenant.differs"]),
    ] {
        assert_eq!(said(letters), codes, "{letters}");
    }
}

#[test]
fn a_journey_may_lead_to_1970_and_to_the_last_second_of_the_year_9999() {
    let (first, last) = (-world::BEGIN.cast_signed(), LAST.cast_signed() - world::BEGIN.cast_signed());
    for (letters, expected) in [
        ("-e=b", format!("pending 2 since {first}")),
        ("-e=bcx", format!("pending 2 since {first}")),
        ("-e=+m-bct", format!("code of gdplabs since {}", first + 59)),
        ("+e=b", format!("pending 2 since {last}")),
        ("+e=-l=b+e=ct", "nothing".into()),
        ("+e=-l+b+e=ct", "nothing".into()),
        ("+e=-l-b+e=ct", format!("code of gdplabs since {last}")),
        ("+e=bctttsnd", format!("tokens of gdplabs with refresh-4 from {last} to {last}")),
        ("+e=bctttsndl", "expired of gdplabs with refresh-4".into()),
        ("+e=bctttsnn-e=l", "expired of gdplabs with refresh-4".into()),
    ] {
        assert_eq!(ends(letters), expected, "{letters}");
    }
    assert_eq!(LAST, catapa_signin::UnixTime::MAX.as_secs());
}

#[test]
fn what_each_operation_comes_to_is_told() {
    let journey = Journey(vec![Operation::Look, Operation::Begin, Operation::Callback(crate::Callback::NoToken)]);
    let outcome = |error, step| Outcome { error, step };
    let expected = [
        outcome(None, "nothing"),
        outcome(None, "pending"),
        outcome(Some("callback.not_ours.no_csrf_token"), "pending"),
    ];
    assert_eq!(walk(&journey), expected);
}
