# The browser keeps forty pending sign-ins.
# Lesson: 18
# Files: adapters/axum/src/pending/jar.rs
# Test: -p catapa-signin-axum --test web -- the_fifth_sign_in_drops_the_oldest_and_cookies_stay_under_4_kib
s@^const KEPT: usize = 4;@const KEPT: usize = 40;@
