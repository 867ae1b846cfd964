# One index is not checked: where the rest of a document begins.
# Targets: json token_reply user_reply
# Files: core/src/wire/json.rs
s@self.bytes.get(self.at..).unwrap_or_default()@\&self.bytes[self.at..]@
