# A user key keeps capitals: two people may share it where case does not count.
# Targets: user_reply
# Files: core/src/user.rs
s@^ *byte.is_ascii_lowercase()$@byte.is_ascii_alphabetic()@
