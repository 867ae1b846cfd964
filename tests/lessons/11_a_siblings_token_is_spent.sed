# A token that a sibling has just stored is refreshed again.
# Lesson: 11
# Files: adapters/tokens/src/keeper/refresh_task.rs
# Test: -p catapa-signin-tokens --test keeper -- a_siblings_newer_token_is_adopted
s@_ if sign_in.is_due(now) => Some(sign_in.to_owned_in().ok()?.at(now))@_ => Some(sign_in.to_owned_in().ok()?.at(UnixTime::from_secs(u64::MAX)))@
