# A lifetime with a fraction is nonsense.
# Targets: token_reply token_claim
# Files: core/src/wire/json.rs
s@parts.flatten().all(u8::is_ascii_digit).then_some(whole)@parts.next().is_none().then_some(whole)@
s@decimal::number(text.get(dot.wrapping_add(1)..)?)?;@(dot == 0).then_some(())?;@
