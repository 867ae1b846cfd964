# The connection to a primary that became a replica is kept, so every swap is refused from then on.
# Lesson: 53
# Files: adapters/tokens/src/store/redis/failed.rs
# Test: -p catapa-stores-tests --test redis -- the_call_after_a_readonly_answer_goes_to_the_new_primary
s@"NOAUTH", "READONLY"\];@"NOAUTH"];@
