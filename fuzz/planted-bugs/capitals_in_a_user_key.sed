# A user key keeps capitals: two people may share it where case does not count.
# Targets: user_reply
# Files: core/src/user.rs
s@Ascii::of(b"abcdefghijklmnopqrstuvwxyz0123456789@Ascii::alphanumeric_and(b"@
