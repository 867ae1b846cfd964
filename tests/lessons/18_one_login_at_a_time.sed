# A second tab takes the place of the first.
# Lesson: 18
# Files: adapters/axum/src/pending/jar.rs
# Test: -p catapa-signin-axum --test web -- two_tabs_finish_in_either_order
s@^const KEPT: usize = 4;@const KEPT: usize = 1;@
