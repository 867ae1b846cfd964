# `%2` is accepted as an escape.
# Targets: percent form callback
# Files: core/src/wire/percent.rs
s@(digit()?, digit()?)@(digit()?, digit().unwrap_or(0))@
