# A swap whose answer was lost is said to be not done, so nobody looks it up.
# Lesson: 35
# Files: adapters/tokens/src/store/redis/failed.rs
# Test: -p catapa-stores-tests --test redis -- a_swap_whose_answer_is_lost_was_sent_once_and_is_looked_up
s@Self::Lost(why) => StoreError::unsure(why)@Self::Lost(why) => StoreError::not_done(why)@
