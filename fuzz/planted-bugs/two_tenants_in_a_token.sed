# Of two claims of a tenant one is enough.
# Targets: token_claim
# Files: core/src/tenant.rs
s@_ if twice => @_ if false => @
