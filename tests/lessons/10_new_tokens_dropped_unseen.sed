# The result of a refresh may be dropped unseen.
# Lesson: 10
# Files: core/src/sign_in/expired.rs
# Test: -p catapa-promises --test promises -- every_illegal_program_is_refused_for_the_reason_beside_it
s@^    #\[must_use = "the new tokens are in it, and nowhere else"\]@@
