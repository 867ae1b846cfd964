//! The fields of saved steps. Each is checked as it is read.

#[cfg(test)]
mod tests;

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, EnumAccess, Error, VariantAccess as _, Visitor};
use serde::ser::{Serialize, Serializer};

use super::NotAStep;
use crate::callback::Code;
use crate::client::Fingerprint;
use crate::random_text::RandomText;
use crate::reply::tokens::GrantedScope;
use crate::secret::{self, FromTokenText, Secret, TokenText};
use crate::sign_in::Step;
use crate::tenant::{ClaimedTenant, ConfirmedTenant, Tenant};
use crate::time::UnixTime;
use crate::wire::base64url;

/// A value that a step saves.
pub(super) trait Save {
    fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value that a saved step is read from.
pub(super) trait Restore: Sized {
    fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Its value if the format leaves the field out, as TOML does with `None`.
    fn absent() -> Option<Self> {
        None
    }
}

/// A field to write to a format, or read from it.
pub(super) struct Field<T>(pub(super) T);

impl<T: Save> Serialize for Field<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.save(serializer)
    }
}

impl<'de, T: Restore> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::restore(deserializer).map(Self)
    }
}

impl<T: Save> Save for Option<T> {
    fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Field).serialize(serializer)
    }
}

impl<T: Restore> Restore for Option<T> {
    fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Field<T>>::deserialize(deserializer)?.map(|Field(value)| value))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// Saves `$Field` as the text of `$save`, and reads it with `$restore`.
macro_rules! text_field {
    ($Field:ty, $field:ident => $save:expr, $restore:expr) => {
        impl Save for $Field {
            fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $field = self;
                serializer.serialize_str(&$save)
            }
        }

        impl Restore for $Field {
            fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Checked($restore))
            }
        }
    };
}

/// Reads a text and passes it to a check.
struct Checked<F>(F);

impl<V, F: FnOnce(&str) -> Option<V>> Visitor<'_> for Checked<F> {
    type Value = V;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V, E> {
        (self.0)(text).ok_or_else(|| E::custom(NotAStep))
    }
}

text_field!(Fingerprint, client => client.to_text(), |text: &str| base64url::decode::<22, 16>(text).map(Fingerprint));
text_field!(RandomText, random => random.as_str(), Self::from_text);
text_field!(Code, code => code.0.expose(), |text: &str| heapless::String::try_from(text).ok().and_then(Self::new));
text_field!(ClaimedTenant, tenant => tenant.as_str(), Self::new);
text_field!(
    GrantedScope,
    scope => match scope {
        Self::Unstated => "unstated",
        Self::AsAsked => "as_asked",
        Self::Different => "different",
    },
    |text: &str| match text {
        "unstated" => Some(Self::Unstated),
        "as_asked" => Some(Self::AsAsked),
        "different" => Some(Self::Different),
        _ => None,
    }
);

impl<T: TokenText> Save for Secret<T> {
    fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<T: for<'t> FromTokenText<'t>> Restore for Secret<T> {
    fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let check =
            |text: &str| secret::is_credential(text).then(|| T::from_token_text(text).ok().map(Self::new)).flatten();
        deserializer.deserialize_str(Checked(check))
    }
}

/// The name of the step `S`. It keeps one step's saved form from being read as another's.
pub(super) struct StepName<S>(PhantomData<S>);

impl<'de, S: Step> Deserialize<'de> for StepName<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Checked(|text: &str| (text == S::NAME).then_some(Self(PhantomData))))
    }
}

/// The version of every saved form so far. Later releases still read it.
pub(super) struct Version;

const VERSION: u64 = 1;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            VERSION => Ok(Self),
            _ => Err(D::Error::custom(NotAStep)),
        }
    }
}

impl Save for UnixTime {
    fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.as_secs())
    }
}

impl Restore for UnixTime {
    fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            secs if secs <= Self::MAX.as_secs() => Ok(Self::from_secs(secs)),
            _ => Err(D::Error::custom(NotAStep)),
        }
    }
}

/// A tenant is saved as claimed or confirmed. So the store must be trusted, or the saved form sealed.
impl Save for Tenant {
    fn save<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (index, variant) = match self {
            Self::Claimed(_) => (0, "claimed"),
            Self::Confirmed(_) => (1, "confirmed"),
        };
        serializer.serialize_newtype_variant("Tenant", index, variant, self.as_str())
    }
}

impl Restore for Tenant {
    fn restore<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Tenant", &["claimed", "confirmed"], TenantVisitor)
    }
}

struct TenantVisitor;

impl<'de> Visitor<'de> for TenantVisitor {
    type Value = Tenant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tenant")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tenant: A) -> Result<Tenant, A::Error> {
        let (FieldName(standing), name) = tenant.variant()?;
        let Field(name) = name.newtype_variant()?;
        match standing {
            "claimed" => Ok(Tenant::Claimed(name)),
            "confirmed" => Ok(Tenant::Confirmed(ConfirmedTenant::vouched_for(name))),
            _ => Err(A::Error::custom(NotAStep)),
        }
    }
}

/// The name of a field or variant; empty for a foreign one.
pub(super) struct FieldName(pub(super) &'static str);

impl FieldName {
    const KNOWN: [&str; 16] = [
        "step",
        "version",
        "client",
        "csrf_token",
        "verifier",
        "started_at",
        "code",
        "tenant",
        "accepted_at",
        "access_token",
        "refresh_token",
        "scope",
        "granted_at",
        "expires_at",
        "claimed",
        "confirmed",
    ];
}

impl<'de> Deserialize<'de> for FieldName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldNameVisitor;

        impl Visitor<'_> for FieldNameVisitor {
            type Value = FieldName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<FieldName, E> {
                Ok(FieldName(FieldName::KNOWN.into_iter().find(|known| *known == text).unwrap_or_default()))
            }

            /// Formats without names write the number of a variant.
            fn visit_u64<E: Error>(self, index: u64) -> Result<FieldName, E> {
                Ok(FieldName(
                    ["claimed", "confirmed"]
                        .into_iter()
                        .zip(0..)
                        .find(|(_, at)| *at == index)
                        .map_or("", |(name, _)| name),
                ))
            }
        }

        deserializer.deserialize_identifier(FieldNameVisitor)
    }
}
