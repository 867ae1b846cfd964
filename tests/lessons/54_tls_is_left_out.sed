# An address with TLS is connected to in the clear.
# Lesson: 54
# Files: adapters/tokens/src/store/redis/address.rs
# Test: -p catapa-stores-tests --test redis -- to_an_address_with_tls_nothing_goes_in_the_clear
s@(format!("redis://{rest}"), by_tls(options)?)@(format!("redis://{rest}"), none())@
