# A user key keeps capitals: two people may share it where case does not count.
# Targets: user_reply
# Files: core/src/user.rs
s@abcdefghijklmnopqrstuvwxyz0123456789-._~:/@ABCDEFGHIJKLMNOPQRSTUVWXYZ&@
