# A reply in any coding may come, because none was excluded.
# Lesson: 48
# Files: core/src/request.rs
# Test: -p catapa-adapter-tests --test suite -- a_request_goes_as_it_was_written_without_a_cookie
s@2 => ("accept-encoding",@2 => ("te",@
