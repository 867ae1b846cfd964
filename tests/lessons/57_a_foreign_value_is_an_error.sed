# A value that is no record is an error, for as long as it is there.
# Lesson: 57
# Files: adapters/tokens/src/store/redis/record.rs
# Test: -p catapa-stores-tests --test redis -- a_value_that_is_no_record_is_found_empty_and_stays
s@None => Ok(Some(unreadable())),@None => Err(Failed::Odd),@
