# The keeper takes a reply that was lost for a request that did not leave.
# Lesson: 12
# Files: adapters/tokens/src/keeper/refresh_task.rs
# Test: -p catapa-signin-tokens --test keeper -- a_lost_reply_stays_ambiguous_for_every_instance_and_trying_again_is_the_only_way_on
s@Some(Answer::Ambiguous(sign_in.into_step()))@Some(Answer::NotSent(sign_in.into_step()))@
