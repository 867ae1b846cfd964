# The moment at which the limit is reset counts before the wait that was asked for.
# Lesson: 47
# Files: core/src/reply.rs
# Test: -p catapa-signin --test protocol -- of_both_headers_retry_after_takes_precedence
s@self.retry_after.or(self.reset)@self.reset.or(self.retry_after)@
