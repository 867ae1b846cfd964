# A lifetime with a fraction is nonsense.
# Targets: token_reply token_claim
# Files: core/src/wire/json.rs
s@decimal::number(text.get(dot.wrapping_add(1)..)?)?;@(dot == 0).then_some(())?;@
