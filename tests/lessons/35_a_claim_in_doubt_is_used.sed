# A claim that the store did not answer is taken for another's when its maker comes again.
# Lesson: 35
# Files: adapters/tokens/src/keeper/claims.rs
# Test: -p catapa-signin-axum --test web -- a_callback_that_came_while_the_store_hung_works_once_the_store_is_back
s@Some((claim, _)) => claim,@Some(_) => shared.random().map_err(NotKept::NoEntropy)?,@
