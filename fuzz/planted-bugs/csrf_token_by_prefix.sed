# The CSRF token is compared by its beginning.
# Targets: callback journey
# Files: core/src/callback.rs
s@secret::constant_time_eq(claimed.expose().as_bytes(), csrf_token.as_bytes())@csrf_token.starts_with(claimed.expose())@
