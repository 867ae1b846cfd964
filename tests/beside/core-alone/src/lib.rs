//! Nothing of its own: what it depends on is built and counted.
