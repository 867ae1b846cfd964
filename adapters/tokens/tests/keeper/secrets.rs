//! No public type and no error shows a secret.
