# A number may begin with 0.
# Targets: json
# Files: core/src/wire/json.rs
s@if !self.eat(b'0') {@{@
