# A 429 with a page in its body is read as a page.
# Lesson: 15
# Files: core/src/reply/tokens.rs
# Test: -p catapa-signin --test protocol -- a_429_hands_the_code_back_whatever_its_body_is
s@if status == 429 {@if status == 429 \&\& reply.body.is_empty() {@
