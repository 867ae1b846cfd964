# An empty refresh token takes the place of the good one where tokens are kept fresh.
# Lesson: 13
# Files: core/src/sign_in/expired.rs
# Test: -p catapa-signin-tokens --test keeper -- a_refresh_token_that_is_absent_null_or_empty_in_the_reply_keeps_the_old
s@^            None | Some("") => {$@            None => {@
