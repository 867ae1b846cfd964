# A tenant with `~` is refused.
# Targets: callback
# Files: core/src/tenant.rs
s@ | b'|' | b'~')@ | b'|')@
s@_|~")@_|")@
