# Each caller of a process refreshes for itself.
# Lesson: 11
# Files: adapters/tokens/src/keeper/desk.rs
# Test: -p catapa-signin-tokens --test keeper -- sixty_four_callers_at_expiry_share_one_request_and_get_equal_answers
s@if let Some(Entry::Working(working)) = entries.by_place.get_mut(place) {@if let Some(Entry::Working(working)) = entries.by_place.get_mut(place).filter(|_| false) {@
