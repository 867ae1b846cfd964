# A tenant with `~` is refused.
# Targets: callback
# Files: core/src/tenant.rs
s@_|~")@_|")@
