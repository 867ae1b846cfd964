# A claim that does not end in its window is cut there.
# Targets: json token_claim
# Files: core/src/wire/json.rs
/fn look_at/,/^    }/s@let byte = self.byte();@let byte = *self.bytes.get(self.at)?;@
