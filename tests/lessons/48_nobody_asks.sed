# Firewalls turn away a request that does not say who asks.
# Lesson: 48
# Files: core/src/request.rs
# Test: -p catapa-adapter-tests --test every_adapter -- requests_carry_no_cookie_say_who_asks_and_ask_for_no_encoding
s@0 => ("user-agent",@0 => ("from",@
