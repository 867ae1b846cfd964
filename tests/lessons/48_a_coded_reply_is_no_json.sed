# A compressed reply is called broken JSON, and nobody learns why.
# Lesson: 48
# Files: core/src/reply.rs
# Test: -p catapa-signin --test protocol -- a_reply_in_a_coding_that_was_not_asked_for_is_named_as_such
s@self.is_encoded |= is_coding@let _ = is_coding@
