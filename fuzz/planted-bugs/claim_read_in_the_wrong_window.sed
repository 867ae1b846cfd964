# Where a window of a token's claims ends, the next is decoded one group too early.
# Targets: token_claim
# Files: core/src/wire/json.rs
s@(self.start / 3).wrapping_mul(4)..@(self.start / 3).saturating_sub(1).wrapping_mul(4)..@
