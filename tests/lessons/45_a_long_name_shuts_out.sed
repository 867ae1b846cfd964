# A person with a long name can never sign in.
# Lesson: 45
# Files: core/src/user.rs
# Test: -p catapa-signin --test protocol -- a_name_is_cut_at_its_last_character_within_320_bytes_and_a_longer_id_or_address_is_absent
s@self.omitted.username = username.shorten(body.json.document(), MAX_TEXT);@body.expect_text("username", *username, MAX_TEXT);@
