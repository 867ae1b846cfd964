# One index is not checked: that of an escape's digits.
# Targets: json token_reply user_reply
# Files: core/src/wire/json/strings.rs
s@self.byte().is_ascii_hexdigit()@self.bytes[self.at].is_ascii_hexdigit()@
