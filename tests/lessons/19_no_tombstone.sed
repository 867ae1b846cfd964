# A used callback is forgotten.
# Lesson: 19
# Files: adapters/axum/src/routes/callback.rs
# Test: -p catapa-signin-axum --test web -- a_reload_of_the_callback_is_already_used_without_a_post
s@Some(Found::Used) => Err(SignInError::AlreadyUsed)@Some(Found::Used) => Err(SignInError::NoCookie)@
