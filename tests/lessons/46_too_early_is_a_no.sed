# A status that says that nobody has looked at the request ends the sign-in.
# Lesson: 46
# Files: core/src/reply/tokens.rs
# Test: -p catapa-signin --test protocol -- a_registered_error_of_the_token_endpoint_is_final_under_any_4xx_that_looked_at_the_request
s@408 | 421 | 425 | 429@429@
