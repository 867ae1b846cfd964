# What cannot be read as a record is nothing, so it is written over, and a claim on it is granted a second time.
# Lesson: 57
# Files: adapters/tokens/src/store/file/directory.rs
# Test: -p catapa-signin-tokens --test file -- a_claim_that_cannot_be_read_is_taken
s@Ok(None) => Ok(There::Foreign)@Ok(None) => Ok(There::Nothing)@
