# A client whose future is not `Send` is refused.
# Lesson: 4
# Files: adapters/async/src/send.rs
# Test: -p catapa-signin-async --test send -- a_client_that_is_not_send_sends_too
# Judge: compiler
s@^    F: Future<Output = \(.*\)>,$@    F: Send + Future<Output = \1>,@
