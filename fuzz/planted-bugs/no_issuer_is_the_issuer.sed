# A callback that names no issuer passes for the configured one's.
# Targets: callback
# Files: core/src/callback.rs
s@iss.is_some_and(@iss.is_none_or(@
