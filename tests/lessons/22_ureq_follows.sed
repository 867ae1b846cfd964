# ureq goes where a reply sends it.
# Lesson: 22
# Files: adapters/ureq/src/exchange.rs
# Test: -p catapa-adapter-tests --test suite -- a_redirect_shows_a_second_host_not_one_byte
s@\.max_redirects(0)@.max_redirects(5)@
