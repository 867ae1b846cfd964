//! What a format says of a field of another type, before a step forgets it.

use alloc::string::{String, ToString as _};

use serde::de::IntoDeserializer as _;
use serde::de::value::{BoolDeserializer, Error};

use super::*;

/// What is said of `true`, which is no field of a saved step.
fn told<T>(read: impl FnOnce(BoolDeserializer<Error>) -> Result<T, Error>) -> String {
    read(true.into_deserializer()).map(drop).expect_err("nothing is saved as a bool").to_string()
}

#[test]
fn a_field_of_another_type_is_told_by_what_was_expected() {
    assert!(told(Code::restore).ends_with("expected text"));
    assert!(told(Tenant::restore).ends_with("expected a tenant"));
    assert!(told(FieldName::deserialize).ends_with("expected the name of a field"));
}
