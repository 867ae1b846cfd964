# A lifetime with a fraction is nonsense.
# Targets: token_reply token_claim
# Files: core/src/wire/json.rs
s@after = decimal::take(next)?\.1;@after = Some(b'.');@
