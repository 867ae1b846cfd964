# One index is not checked: that of an escape's digits.
# Targets: json token_reply user_reply
# Files: core/src/wire/json/strings.rs
s@(0..4).all(|_| {@self.bytes[self.at..self.at + 4].iter().all(u8::is_ascii_hexdigit) \&\& &@
