# One index is not checked: that of an escape's digits.
# Targets: json token_reply user_reply
# Files: core/src/wire/json.rs core/src/wire/json/text.rs
s@text.first_chunk::<4>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))@text[..4].iter().all(u8::is_ascii_hexdigit)@
s@digits.first_chunk::<4>()?@\&digits[..4]@
