# An escape is written with another digit than it has.
# Targets: percent form
# Files: core/src/wire/percent.rs
s@0123456789ABCDEF@0123456789BBCDEF@
