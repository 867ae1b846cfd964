# Of two claims of a tenant one is enough.
# Targets: token_claim
# Files: core/src/tenant/claims.rs
s@if is_second {@if false {@
