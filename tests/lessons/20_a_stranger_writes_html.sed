# A description becomes HTML as it is.
# Lesson: 20
# Files: adapters/axum/src/page.rs
# Test: -p catapa-signin-axum --test web -- a_denial_is_a_page_and_a_description_never_reaches_html_unescaped
s@q { (said) }@q { (PreEscaped(said)) }@
