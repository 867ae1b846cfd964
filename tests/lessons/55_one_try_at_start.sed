# A server that comes up a moment later is not waited for.
# Lesson: 55
# Files: adapters/tokens/src/store/redis.rs
# Test: -p catapa-stores-tests --test redis -- a_server_that_comes_up_in_between_is_reached
s@for _ in 1..options.tries@for _ in 1..1@
