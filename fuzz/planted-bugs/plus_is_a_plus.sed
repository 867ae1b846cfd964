# `+` in a form is no space.
# Targets: form percent callback
# Files: core/src/wire/percent.rs
s@'+' => Some(Ok(' '))@'+' => Some(Ok('+'))@
s@b'+' => Some(b' ')@b'+' => Some(b'+')@
