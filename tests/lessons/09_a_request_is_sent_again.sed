# A request that failed is sent once more.
# Lesson: 9
# Files: adapters/ureq/src/exchange.rs
# Test: -p catapa-adapter-tests --test every_adapter -- over_a_script_of_troubles_one_request_meets_one_of_them_and_its_error_is_the_first
s@let again = .*;@let again = Some(head.clone());@
s@ if failure.was_unanswered =>@ =>@
