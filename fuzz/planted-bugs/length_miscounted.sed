# A length counts characters instead of bytes.
# Targets: http1
# Files: core/src/request/count.rs
s@\(saturating\|wrapping\)_add(text.len())@\1_add(text.chars().count())@
