//! Saved steps that cannot be read: all are refused, and no error quotes them.

use catapa_signin::error::NotAStep;
use catapa_signin::{Authorized, AwaitingCallback, Blame, Expired, Explain as _, HaveCode};
use serde_json::{Value, json};

use crate::saved::pkce;
use crate::saved_golden::{AUTHORIZED, AWAITING_CALLBACK, EXPIRED, HAVE_CODE};

/// Reads `saved` as the step that it names. The error is its text.
fn read(saved: &Value) -> Result<(), String> {
    read_as(saved["step"].as_str().expect("a step"), saved)
}

fn read_as(step: &str, saved: &Value) -> Result<(), String> {
    fn both<S: serde::de::DeserializeOwned>(saved: &Value) -> Result<(), String> {
        let from_text = serde_json::from_str::<S>(&saved.to_string()).map(drop).map_err(|error| error.to_string());
        let from_value = serde_json::from_value::<S>(saved.clone()).map(drop).map_err(|error| error.to_string());
        assert_eq!(from_text.is_ok(), from_value.is_ok(), "{saved}");
        from_text.and(from_value.clone()).map_err(|error| format!("{error} {from_value:?}"))
    }
    match step {
        "awaiting_callback" => both::<AwaitingCallback>(saved),
        "have_code" => both::<HaveCode>(saved),
        "authorized" => both::<Authorized<String>>(saved),
        "expired" => both::<Expired<String>>(saved),
        other => panic!("no step is called {other}"),
    }
}

fn goldens() -> [Value; 4] {
    [AWAITING_CALLBACK, HAVE_CODE, AUTHORIZED, EXPIRED].map(|golden| serde_json::from_str(golden.json).unwrap())
}

/// Each field of each saved step.
fn fields() -> Vec<(Value, String)> {
    let pairs = goldens().into_iter().flat_map(|golden| {
        let names: Vec<String> = golden.as_object().unwrap().keys().cloned().collect();
        names.into_iter().map(move |name| (golden.clone(), name))
    });
    pairs.collect()
}

fn with(mut saved: Value, name: &str, value: Value) -> Value {
    saved[name] = value;
    saved
}

#[test]
fn a_field_that_is_missing_is_garbled_unless_it_can_be_nothing() {
    for (mut saved, name) in fields() {
        let step = saved["step"].as_str().unwrap().to_owned();
        saved.as_object_mut().unwrap().remove(&name);
        let optional =
            matches!((step.as_str(), name.as_str()), (_, "verifier") | ("authorized", "refresh_token" | "expires_at"));
        assert_eq!(read_as(&step, &saved).is_ok(), optional, "{step} without {name}");
    }
}

#[test]
fn a_field_that_stands_there_twice_is_garbled() {
    for (saved, name) in fields() {
        let step = saved["step"].as_str().unwrap();
        let twice = saved.to_string().replacen('{', &format!("{{\"{name}\":{},", saved[&name]), 1);
        let refused = match step {
            "awaiting_callback" => serde_json::from_str::<AwaitingCallback>(&twice).is_err(),
            "have_code" => serde_json::from_str::<HaveCode>(&twice).is_err(),
            "authorized" => serde_json::from_str::<Authorized<String>>(&twice).is_err(),
            _ => serde_json::from_str::<Expired<String>>(&twice).is_err(),
        };
        assert!(refused, "{twice}");
    }
}

#[test]
fn a_field_of_another_type_is_garbled_and_no_value_is_ever_quoted() {
    let planted = [
        json!("PLANTED \u{1f511}"),
        json!(987_654_321_987_654_321_u64),
        json!(-987_654_321),
        json!(987_654_321.5),
        json!(true),
        json!(["PLANTED", 987_654_321]),
        json!({"PLANTED": "PLANTED"}),
        json!({"confirmed": 987_654_321}),
        json!({"confirmed": "PLANTED PLANTED"}),
        json!({"PLANTED": "gdplabs"}),
        json!({"987654321": {"claimed": "PLANTED"}}),
    ];
    for (saved, name) in fields() {
        let step = saved["step"].as_str().unwrap().to_owned();
        for value in &planted {
            let error = read_as(&step, &with(saved.clone(), &name, value.clone())).unwrap_err();
            assert!(error.contains("a saved sign-in cannot be read"), "{step}.{name} = {value}: {error}");
            let quotes = ["PLANTED", "987654321", "true", "\u{1f511}"].into_iter().find(|text| error.contains(text));
            assert_eq!(quotes, None, "{step}.{name} = {value}: {error}");
        }
    }
    for step in ["awaiting_callback", "have_code", "authorized", "expired"] {
        for value in &planted {
            let error = read_as(step, value).unwrap_err();
            assert!(!error.contains("PLANTED") && !error.contains("987654321"), "{step} = {value}: {error}");
        }
    }
}

#[test]
fn a_saved_step_is_not_taken_for_another() {
    for saved in goldens() {
        for step in ["awaiting_callback", "have_code", "authorized", "expired"] {
            assert_eq!(read_as(step, &saved).is_ok(), saved["step"] == step, "{saved} as {step}");
        }
        let step = saved["step"].as_str().unwrap().to_owned();
        for name in ["", "Awaiting_callback", "unstarted", "later"] {
            assert!(read_as(&step, &with(saved.clone(), "step", json!(name))).is_err(), "{name}");
        }
    }
}

#[test]
fn another_version_is_garbled() {
    for saved in goldens() {
        for version in [json!(0), json!(2), json!(-1), json!(1.0), json!("1"), json!(null), json!(u64::MAX)] {
            assert!(read(&with(saved.clone(), "version", version.clone())).is_err(), "version {version}");
        }
    }
}

#[test]
fn a_value_that_no_step_could_have_is_garbled() {
    let [pending, have_code, authorized, expired] = goldens();
    for (saved, name, values) in [
        (&pending, "client", vec!["", "Gmx65bWsN8mNuOBWfw4Pm", "Gmx65bWsN8mNuOBWfw4PmwA", "Gmx65bWsN8mNuOBWfw4Pmx"]),
        (&pending, "csrf_token", vec!["", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", "+/"]),
        (&pending, "verifier", vec!["", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="]),
        (&have_code, "code", vec!["", "a\r\n", "é", "\u{7f}"]),
        (&have_code, "tenant", vec!["", "a b", "a\r\nx: y", "a=b", "é"]),
        (&authorized, "access_token", vec!["", "a b", "a\r\nx: y", "é"]),
        (&authorized, "refresh_token", vec!["", "a\r\nx: y", "é"]),
        (&authorized, "scope", vec!["", "all", "Unstated"]),
        (&expired, "refresh_token", vec!["", "a\r\nx: y", "é"]),
        (&expired, "tenant", vec!["", "a,b", "a\0"]),
    ] {
        for value in values {
            assert!(read(&with(saved.clone(), name, json!(value))).is_err(), "{name} = {value:?}");
        }
    }
    for (saved, name) in [(&have_code, "code"), (&authorized, "refresh_token"), (&expired, "refresh_token")] {
        assert!(read(&with(saved.clone(), name, json!("a b"))).is_ok(), "{name} with a space");
    }
    for (saved, name, longest) in [(&have_code, "code", 512), (&have_code, "tenant", 128), (&expired, "tenant", 128)] {
        assert!(read(&with(saved.clone(), name, json!("x".repeat(longest)))).is_ok(), "{name}");
        assert!(read(&with(saved.clone(), name, json!("x".repeat(longest + 1)))).is_err(), "{name}");
    }
    for tenant in [json!({"confirmed": ""}), json!({"confirmed": "a", "claimed": "a"}), json!({}), json!("confirmed")] {
        assert!(read(&with(authorized.clone(), "tenant", tenant.clone())).is_err(), "{tenant}");
    }
}

#[test]
fn a_time_after_the_year_9999_is_garbled() {
    let [pending, have_code, authorized, _] = goldens();
    for (saved, name) in [
        (&pending, "started_at"),
        (&have_code, "accepted_at"),
        (&authorized, "granted_at"),
        (&authorized, "expires_at"),
    ] {
        assert!(read(&with(saved.clone(), name, json!(253_402_300_799_u64))).is_ok(), "{name}");
        for value in [json!(253_402_300_800_u64), json!(u64::MAX), json!(-1), json!(1.5), json!("1700000000")] {
            assert!(read(&with(saved.clone(), name, value.clone())).is_err(), "{name} = {value}");
        }
    }
}

#[test]
fn every_truncation_of_a_saved_step_is_garbled() {
    for saved in goldens() {
        let (step, text) = (saved["step"].as_str().unwrap(), saved.to_string());
        for end in 0..text.len() {
            let part = &text[..end];
            let refused = match step {
                "awaiting_callback" => serde_json::from_str::<AwaitingCallback>(part).is_err(),
                "have_code" => serde_json::from_str::<HaveCode>(part).is_err(),
                "authorized" => serde_json::from_str::<Authorized<String>>(part).is_err(),
                _ => serde_json::from_str::<Expired<String>>(part).is_err(),
            };
            assert!(refused, "{part}");
        }
    }
}

#[test]
fn every_other_length_of_the_byte_form_is_garbled() {
    let saved = pkce().awaiting_callback().step().to_bytes();
    for end in 0..saved.len() {
        assert_eq!(AwaitingCallback::from_bytes(&saved[..end]).err(), Some(NotAStep), "{end} bytes");
    }
    for more in 1..=saved.len() {
        let longer = [saved.as_slice(), &saved[..more]].concat();
        assert_eq!(AwaitingCallback::from_bytes(&longer).err(), Some(NotAStep), "{more} bytes more");
    }
}

#[test]
fn another_version_of_the_byte_form_is_garbled() {
    for version in (0..=u8::MAX).filter(|version| *version != 1) {
        let mut saved = pkce().awaiting_callback().step().to_bytes();
        saved[0] = version;
        assert_eq!(AwaitingCallback::from_bytes(&saved).err(), Some(NotAStep), "version {version}");
    }
}

#[test]
fn a_time_out_of_range_in_the_byte_form_is_garbled() {
    let with = |secs: u64| {
        let mut saved = pkce().awaiting_callback().step().to_bytes();
        saved[81..].copy_from_slice(&secs.to_be_bytes());
        AwaitingCallback::from_bytes(&saved).map(|step| step.started_at().as_secs())
    };
    assert_eq!(with(0).unwrap(), 0);
    assert_eq!(with(253_402_300_799).unwrap(), 253_402_300_799);
    assert_eq!(with(253_402_300_800).err(), Some(NotAStep));
    assert_eq!(with(u64::MAX).err(), Some(NotAStep));
}

#[test]
fn a_garbled_step_is_the_stores_doing() {
    assert_eq!(NotAStep.code(), "saved.garbled");
    assert_eq!(NotAStep.blame(), Blame::Caller);
    assert_eq!(NotAStep.to_string(), "a saved sign-in cannot be read");
}
