# A callback without a code is no answer, so a denial is none.
# Lesson: 20
# Files: core/src/callback.rs
# Test: -p catapa-signin --test protocol -- a_denial_needs_no_code_and_no_tenant
s@code.is_none() && error@code.is_some() \&\& error@
