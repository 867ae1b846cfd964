# An error in a gateway's words ends the sign-in.
# Lesson: 14
# Files: core/src/reply/tokens.rs
# Test: -p catapa-signin --test protocol -- a_failure_on_the_way_is_never_final
s@_ => matches!(status, 200 | 400 | 401),@_ => true,@
