# The session stays away on the hop back from CATAPA.
# Lesson: 17
# Files: adapters/axum/src/sign_in_with_catapa.rs
# Test: -p catapa-signin-axum --test web -- over_http_cookies_are_http_only_lax_and_short_lived_and_over_https_secure_and_of_this_host_too
s@SameSite::Lax@SameSite::Strict@
