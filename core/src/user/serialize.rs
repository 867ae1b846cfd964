//! A profile in the form of CATAPA's own JSON. Absent members stay absent. Where something was left out, one more member
//! tells what: `"omitted":["roles"]`.

use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeSeq as _, SerializeStruct, Serializer};

use super::{Employee, Omitted, Role, Roles, User};

impl Serialize for User<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut user = serializer.serialize_struct("User", 6)?;
        user.serialize_field("id", self.id)?;
        optional(&mut user, "username", self.username)?;
        optional(&mut user, "email", self.email)?;
        optional(&mut user, "employee", self.employee)?;
        user.serialize_field("roles", &self.roles)?;
        optional(&mut user, "omitted", (!self.omitted.is_empty()).then_some(self.omitted))?;
        user.end()
    }
}

impl Serialize for Employee<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        identified(serializer, "Employee", self.id, self.name)
    }
}

impl Serialize for Roles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.clone())
    }
}

impl Serialize for Role<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        identified(serializer, "Role", self.id, self.name)
    }
}

fn identified<S: Serializer>(
    serializer: S,
    what: &'static str,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_struct(what, 2)?;
    optional(&mut members, "id", id)?;
    optional(&mut members, "name", name)?;
    members.end()
}

fn optional<S: SerializeStruct>(
    members: &mut S,
    name: &'static str,
    value: Option<impl Serialize>,
) -> Result<(), S::Error> {
    match value {
        Some(value) => members.serialize_field(name, &value),
        None => members.skip_field(name),
    }
}

/// The names of what was left out, as a list.
impl Serialize for Omitted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { username, email, employee, roles } = *self;
        let all = [("username", username), ("email", email), ("employee", employee), ("roles", roles)];
        let names = all.into_iter().filter(|(_, is_omitted)| *is_omitted);
        let mut list = serializer.serialize_seq(Some(names.clone().count()))?;
        for (name, _) in names {
            list.serialize_element(name)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Omitted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut omitted = Self::default();
        deserializer.deserialize_seq(Names(&mut omitted))?;
        Ok(omitted)
    }
}

/// Notes each name of a list.
struct Names<'o>(&'o mut Omitted);

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was left out of a user")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<(), A::Error> {
        while names.next_element_seed(Name(self.0))?.is_some() {}
        Ok(())
    }
}

struct Name<'o>(&'o mut Omitted);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member of a user")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        let Self(omitted) = self;
        *match name {
            "username" => &mut omitted.username,
            "email" => &mut omitted.email,
            "employee" => &mut omitted.employee,
            "roles" => &mut omitted.roles,
            // A later version may leave out more.
            _ => return Ok(()),
        } = true;
        Ok(())
    }
}
