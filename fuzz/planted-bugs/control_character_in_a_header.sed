# A token may have any ASCII character, a line break too.
# Targets: token_reply
# Files: core/src/reply/tokens.rs
s@(byte.cast_signed() > 0x20) & (byte != 0x7f)@byte.is_ascii()@
