//! hanging
