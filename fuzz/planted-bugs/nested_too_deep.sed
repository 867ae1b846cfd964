# One more than 32 is taken.
# Targets: json
# Files: core/src/wire/json.rs
s@\(const MAX_DEPTH: [a-z0-9]* = \)32;@\133;@
