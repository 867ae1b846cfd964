# `E` is no exponent.
# Targets: json
# Files: core/src/wire/json.rs
s@let b'e' | b'E' = self.byte()@let b'e' = self.byte()@
