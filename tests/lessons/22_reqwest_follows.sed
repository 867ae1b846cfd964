# reqwest goes where a reply sends it.
# Lesson: 22
# Files: adapters/async/src/reqwest_sender.rs
# Test: -p catapa-adapter-tests --test suite -- a_redirect_shows_a_second_host_not_one_byte
s@Policy::none()@Policy::default()@
