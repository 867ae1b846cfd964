# New tokens come without a look at the list of welcome tenants.
# Targets: token_reply journey
# Files: core/src/sign_in/authorized.rs
s@if !client.welcomes(tenant.as_str())@if tenant.as_str().is_empty()@
