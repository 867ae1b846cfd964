# A reply in any coding may come, because none was excluded.
# Lesson: 48
# Files: core/src/request.rs
# Test: -p catapa-adapter-tests --test every_adapter -- requests_carry_no_cookie_say_who_asks_and_ask_for_no_encoding
s@2 => ("accept-encoding",@2 => ("te",@
