# A saved token may have any byte, a line break too.
# Targets: saved_step
# Files: core/src/saved/fields.rs
s@secret::is_credential(text).then(@(!text.is_empty()).then(@
