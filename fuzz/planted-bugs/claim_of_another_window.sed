# A claim is looked for in a later window where it would be in the first.
# Targets: token_claim
# Files: core/src/wire/json/strings.rs
s@string.start.wrapping_sub(self.start)..string.end.wrapping_sub(self.start)@string.start..string.end@
