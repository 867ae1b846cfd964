# A token may have any ASCII character, a line break too.
# Targets: token_reply
# Files: core/src/wire/json/strings.rs
s@byte.wrapping_add(1).cast_signed() > 0x21@byte.is_ascii()@
