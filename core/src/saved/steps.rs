//! The saved form of steps through serde: named fields in a self-describing format, a sequence in others.
//!
//! It is written by hand, because a derived `Deserialize` quotes the value that it did not expect, and these are
//! secrets. Every field is checked as it is read; what fails is [`NotAStep`], and never says what was found. Neither does
//! it say that a reader failed, so the bytes are read first, and then parsed (`from_slice`, not `from_reader`). Fields are
//! read only as part of a step: a program that could read a confirmed tenant by itself could make one.
//!
//! ```compile_fail,E0277
//! fn is_read<T: serde::de::DeserializeOwned>() {}
//! is_read::<catapa_signin::tenant::Tenant>();
//! ```
//!
//! ```
//! fn is_read<T: serde::de::DeserializeOwned>() {}
//! is_read::<catapa_signin::Authorized<String>>();
//! ```

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::NotAStep;
use super::fields::{Field, FieldName, Restore, StepName, Version};
use crate::secret::{FromTokenText, TokenText};
use crate::sign_in::{Authorized, AwaitingCallback, Expired, HaveCode, Step};

/// Saves a step as its name, the version of its form, and its fields in this order. A step that was read passes the check.
macro_rules! saved_form {
    ($Step:ident $(<$T:ident>)? { $($field:ident),* } $(if $check:expr)?) => {
        impl $(<$T: TokenText>)? Serialize for $Step $(<$T>)? {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let names = ["step", "version", $(stringify!($field)),*];
                let mut saved = serializer.serialize_struct(stringify!($Step), names.len())?;
                saved.serialize_field("step", <Self as Step>::NAME)?;
                saved.serialize_field("version", &Version)?;
                $(saved.serialize_field(stringify!($field), &Field(&self.$field))?;)*
                saved.end()
            }
        }

        impl<'de $(, $T: for<'t> FromTokenText<'t>)?> Deserialize<'de> for $Step $(<$T>)? {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let names = &["step", "version", $(stringify!($field)),*];
                let step = deserializer.deserialize_struct(stringify!($Step), names, StepVisitor::<Self>(PhantomData));
                // Formats quote what they did not expect in errors of their own.
                step.ok()$(.filter($check))?.ok_or_else(|| D::Error::custom(NotAStep))
            }
        }

        impl<'de $(, $T: for<'t> FromTokenText<'t>)?> Visitor<'de> for StepVisitor<$Step $(<$T>)?> {
            type Value = $Step $(<$T>)?;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a saved step")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut saved: A) -> Result<Self::Value, A::Error> {
                let garbled = || A::Error::custom(NotAStep);
                saved.next_element::<StepName<Self::Value>>()?.ok_or_else(garbled)?;
                saved.next_element::<Version>()?.ok_or_else(garbled)?;
                $(let Field($field) = saved.next_element()?.ok_or_else(garbled)?;)*
                Ok($Step { $($field),* })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut saved: A) -> Result<Self::Value, A::Error> {
                let garbled = || A::Error::custom(NotAStep);
                let (mut step, mut version) = (None::<StepName<Self::Value>>, None::<Version>);
                $(let mut $field = None;)*
                while let Some(FieldName(name)) = saved.next_key()? {
                    let first = match name {
                        "step" => step.replace(saved.next_value()?).is_none(),
                        "version" => version.replace(saved.next_value()?).is_none(),
                        $(stringify!($field) => $field.replace(saved.next_value::<Field<_>>()?.0).is_none(),)*
                        _ => saved.next_value::<IgnoredAny>().map(|_| true)?,
                    };
                    if !first {
                        return Err(garbled());
                    }
                }
                step.zip(version).ok_or_else(garbled)?;
                Ok($Step { $($field: $field.or_else(Restore::absent).ok_or_else(garbled)?),* })
            }
        }
    };
}

struct StepVisitor<S>(PhantomData<S>);

saved_form!(AwaitingCallback { client, csrf_token, verifier, started_at });
saved_form!(HaveCode { client, code, tenant, verifier, accepted_at });
// An access token stands in a header, so it has no space, which other tokens may have.
saved_form!(Authorized<T> { client, access_token, refresh_token, tenant, scope, granted_at, expires_at }
    if |step: &Self| !step.expose_access_token().contains(' '));
saved_form!(Expired<T> { client, refresh_token, tenant });
