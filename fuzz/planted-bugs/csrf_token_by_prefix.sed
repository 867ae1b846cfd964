# The CSRF token is compared by its beginning.
# Targets: callback journey
# Files: core/src/callback.rs
s@secret::same(token.expose().as_bytes(), csrf_token.as_bytes())@csrf_token.starts_with(token.expose())@
