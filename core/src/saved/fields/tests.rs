//! The error of a field of another type, before the step replaces it with its own.

use alloc::string::{String, ToString as _};

use serde::de::IntoDeserializer as _;
use serde::de::value::{BoolDeserializer, Error};

use super::*;

/// The error of reading `true`, which no field of a saved step is.
fn error_of<T>(read: impl FnOnce(BoolDeserializer<Error>) -> Result<T, Error>) -> String {
    read(true.into_deserializer()).map(drop).expect_err("nothing is saved as a bool").to_string()
}

#[test]
fn a_field_of_another_type_is_told_by_what_was_expected() {
    assert!(error_of(Code::restore).ends_with("expected text"));
    assert!(error_of(Tenant::restore).ends_with("expected a tenant"));
    assert!(error_of(FieldName::deserialize).ends_with("expected the name of a field"));
}
