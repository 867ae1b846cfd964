# A request without an answer counts as not sent.
# Lesson: 12
# Files: adapters/ureq/src/exchange.rs
# Test: -p catapa-adapter-tests --test suite -- a_time_out_after_rotation_is_ambiguous_and_the_old_refresh_token_is_kept
s@if journal.wrote() {@if journal.wrote() \&\& false {@
