# The last byte of a chunk is lost.
# Targets: http1
# Files: core/src/wire/http1.rs
s@start..end.min(body.len())@start..end.saturating_sub(1).min(body.len())@
