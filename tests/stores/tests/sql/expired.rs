//! expired
