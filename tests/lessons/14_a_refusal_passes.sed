# The keeper takes a refusal for something that passes.
# Lesson: 14
# Files: adapters/tokens/src/keeper/refresh_task.rs
# Test: -p catapa-signin-tokens --test keeper -- invalid_grant_is_final_and_the_session_is_gone_for_all_instances
s@(NotFresh::Refused(refusal), Some(Answer::Refused))@(NotFresh::Refused(refusal), None)@
