# A window begins inside a group of base64url, and is decoded as if the group began there.
# Targets: token_claim
# Files: core/src/wire/json.rs
s@self.start = (place / 3).saturating_sub(LOOK_BACK / 3).wrapping_mul(3);@self.start = place.saturating_sub(LOOK_BACK);@
