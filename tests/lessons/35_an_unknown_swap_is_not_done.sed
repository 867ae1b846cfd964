# A swap without an answer counts as one that did not happen.
# Lesson: 35
# Files: adapters/tokens/src/store.rs
# Test: -p catapa-signin-tokens --test over_tcp -- a_store_over_tcp_passes_the_suites
s@        Self::Unsure(Arc::from(source.into()))@        Self::NotDone(Arc::from(source.into()))@
