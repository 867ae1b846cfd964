# A callback that is not ours takes the cookie with it.
# Lesson: 21
# Files: adapters/axum/src/routes/callback.rs
# Test: -p catapa-signin-axum --test web -- after_a_thousand_forged_callbacks_the_true_one_still_succeeds
s@=> (None, Some(SignInError::NotOurs(why))),@=> (catapa.jar().used(\&name), Some(SignInError::NotOurs(why))),@
