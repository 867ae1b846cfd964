# `+` in a form is no space.
# Targets: form percent callback
# Files: core/src/wire/percent.rs
s@b'+' => Some(b' ')@b'+' => Some(b'+')@
