# Of two `code`s the last is taken.
# Targets: callback journey
# Files: core/src/callback.rs
s@place.replace(value).is_some()@& \&\& longest != MAX_CODE@
