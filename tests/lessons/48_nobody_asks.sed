# Firewalls turn away a request that does not say who asks.
# Lesson: 48
# Files: core/src/request.rs
# Test: -p catapa-adapter-tests --test suite -- a_request_goes_as_it_was_written_without_a_cookie
s@0 => ("user-agent",@0 => ("from",@
