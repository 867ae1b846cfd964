# Each instance takes itself for the first that a callback reached.
# Lesson: 19
# Files: adapters/axum/src/routes/callback.rs
# Test: -p catapa-signin-axum --test web -- of_eight_callbacks_at_once_on_two_instances_one_sends_the_code
s@if is_first { Ok(()) }@if is_first || !id.as_bytes().is_empty() { Ok(()) }@
