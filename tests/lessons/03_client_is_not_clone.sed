# The client of every `App` is no longer `Clone`.
# Lesson: 3
# Files: core/src/client.rs
# Test: -p catapa-signin --doc -- client::Client
# Judge: compiler
s@^#\[derive(Clone)\]$@@
