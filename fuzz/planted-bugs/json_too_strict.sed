# `E` is no exponent.
# Targets: json
# Files: core/src/wire/json.rs
s@Some(b'.' | b'e' | b'E')@Some(b'.' | b'e')@
s@self.takes(b'e') || self.takes(b'E')@self.takes(b'e')@
s@if let b'e' | b'E' = @if let b'e' = @
