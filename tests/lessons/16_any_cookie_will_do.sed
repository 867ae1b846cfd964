# The newest pending sign-in answers any callback.
# Lesson: 16
# Files: adapters/axum/src/pending/jar.rs
# Test: -p catapa-signin-axum --test web -- an_attackers_callback_in_the_victims_browser_is_refused_without_a_post
s@self.kept(headers).into_iter().find(|kept| kept.name == name)?@self.kept(headers).into_iter().last()?@
