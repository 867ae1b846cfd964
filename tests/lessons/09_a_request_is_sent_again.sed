# A request that failed is sent once more.
# Lesson: 9
# Files: adapters/ureq/src/exchange.rs
# Test: -p catapa-adapter-tests --test suite -- a_failed_request_is_not_repeated_and_its_code_is_still_good
s@let again = .*;@let again = Some(head.clone());@
s@ if failure.was_unanswered =>@ =>@
