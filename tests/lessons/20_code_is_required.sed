# A callback must have a code, so a denial is not read.
# Lesson: 20
# Files: core/src/callback.rs
# Test: -p catapa-signin --test protocol -- a_denial_needs_no_code_and_no_tenant
s@(None, None) => Err(@(None, _) => Err(@
