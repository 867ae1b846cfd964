//! Stores of this process: for a start, and for one instance.

use catapa_signin_axum::tower_sessions;
use catapa_signin_tokens::MemoryStore;

pub(crate) fn tokens() -> MemoryStore {
    MemoryStore::new()
}

pub(crate) fn sessions() -> tower_sessions::MemoryStore {
    tower_sessions::MemoryStore::default()
}
