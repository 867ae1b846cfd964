# A role after the 64th is left out, and nobody is told.
# Lesson: 45
# Files: core/src/user/roles.rs
# Test: -p catapa-signin --test protocol -- of_more_than_64_roles_the_first_64_are_kept
s@omitted |= body.json.peek() != b']';@@
