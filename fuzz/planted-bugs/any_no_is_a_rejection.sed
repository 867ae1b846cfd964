# A 403 is proof that the token has ended.
# Targets: api_reply
# Files: core/src/sign_in/authorized/api.rs
s@401 => Err(@401 | 403 => Err(@
