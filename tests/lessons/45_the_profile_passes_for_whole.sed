# What was left out of a user is forgotten where the application looks.
# Lesson: 45
# Files: adapters/axum/src/profile.rs
# Test: -p catapa-signin-axum --test web -- a_profile_of_which_not_all_can_be_kept_signs_in_and_tells_what_was_left_out_for_as_long_as_it_is_kept
s@omitted: user.omitted(),@omitted: Omitted::default(),@
