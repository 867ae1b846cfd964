# Each caller of a process refreshes for itself.
# Lesson: 11
# Files: adapters/tokens/src/keeper/in_flight.rs
# Test: -p catapa-signin-tokens --test keeper -- sixty_four_callers_at_expiry_share_one_request_and_get_equal_answers
s@if let Some(Entry::Running(running)) = entries.by_key.get_mut(store_key) {@if let Some(Entry::Running(running)) = entries.by_key.get_mut(store_key).filter(|_| false) {@
