# A dead refresh token is handed back under 403 or 422, for ever.
# Lesson: 46
# Files: core/src/reply/tokens.rs
# Test: -p catapa-signin --test protocol -- a_registered_error_of_the_token_endpoint_is_final_under_any_4xx_that_looked_at_the_request
s@200 | 400..=499@200 | 400 | 401@
