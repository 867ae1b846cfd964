use ::redis::Value;

use super::{SlotMap, redirected, slot_of};

#[test]
fn a_key_has_the_slot_that_redis_gives_it() {
    // As `CLUSTER KEYSLOT` of Redis 7.0 says.
    let slots = [
        ("", 0),
        ("123456789", 12_739),
        ("catapa-signin:session", 16_322),
        ("{user1000}.following", 3_443),
        ("{user1000}.followers", 3_443),
        ("foo{}{bar}", 8_363),
        ("foo{{bar}}zap", 4_015),
        ("foo{bar}{zap}", 5_061),
    ];
    for (key, slot) in slots {
        assert_eq!(slot_of(key), slot, "{key}");
    }
}

#[test]
fn a_slot_is_at_the_primary_of_its_range_and_a_host_that_is_not_named_is_the_one_that_was_asked() {
    let node = |host: Value, port| Value::Array(vec![host, Value::Int(port), Value::BulkString(b"id".to_vec())]);
    let named = || Value::BulkString(b"10.0.0.4".to_vec());
    let range =
        |first, last, primary, replica| Value::Array(vec![Value::Int(first), Value::Int(last), primary, replica]);
    let answer = Value::Array(vec![
        range(0, 99, node(named(), 6379), node(named(), 6380)),
        range(200, 299, node(Value::Nil, 6381), node(named(), 6382)),
        range(300, 300, node(Value::BulkString(Vec::new()), 6383), node(named(), 6384)),
    ]);
    let map = SlotMap::read(&answer, "asked").unwrap();
    let at = |slot| map.node_of(slot).map(|(host, port)| format!("{host}:{port}"));
    let seen = [0, 99, 100, 200, 300].map(at);
    assert_eq!(
        seen.each_ref().map(Option::as_deref),
        [Some("10.0.0.4:6379"), Some("10.0.0.4:6379"), None, Some("asked:6381"), Some("asked:6383"),]
    );
    for garbage in [Value::Nil, Value::Array(vec![Value::Nil]), Value::Array(vec![Value::Array(Vec::new())])] {
        assert!(SlotMap::read(&garbage, "asked").is_none(), "{garbage:?}");
    }
}

#[test]
fn a_redirection_names_a_host_or_means_the_one_that_was_asked() {
    let to = |detail| redirected(detail, "asked");
    assert_eq!(to("3999 10.0.0.4:6381"), Some(("10.0.0.4".into(), 6381)));
    assert_eq!(to("3999 ::1:6381"), Some(("::1".into(), 6381)));
    assert_eq!(to("3999 :6381"), Some(("asked".into(), 6381)));
    for garbage in ["", "3999", "3999 10.0.0.4", "3999 10.0.0.4:port"] {
        assert_eq!(to(garbage), None, "{garbage}");
    }
}
