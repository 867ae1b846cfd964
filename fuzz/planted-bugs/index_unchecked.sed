# One index is not checked: that of an escape's digits.
# Targets: json token_reply user_reply
# Files: core/src/wire/json/text.rs
s@digits.first_chunk::<4>()?@\&digits[..4]@
