# An escape is written with another digit than it has.
# Targets: percent form
# Files: core/src/wire/percent.rs
s@b'A' - 10@b'A' - 9@
