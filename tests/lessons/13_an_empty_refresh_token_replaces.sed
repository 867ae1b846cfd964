# An empty refresh token takes the place of the good one.
# Lesson: 13
# Files: core/src/sign_in/expired.rs
# Test: -p catapa-signin --test protocol -- an_absent_null_or_empty_refresh_token_keeps_the_old_one
s@^            None | Some("") => {$@            None => {@
