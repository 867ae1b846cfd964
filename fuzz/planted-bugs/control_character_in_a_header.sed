# A token may have any ASCII character, a line break too.
# Targets: token_reply
# Files: core/src/reply/tokens.rs core/src/wire/json/text.rs
s@visible & byte.is_ascii_graphic()@visible \& byte.is_ascii()@
