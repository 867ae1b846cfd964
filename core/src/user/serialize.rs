//! A profile in the form of CATAPA's own JSON. Absent members stay absent.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Employee, Role, Roles, User};

impl Serialize for User<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut user = serializer.serialize_struct("User", 5)?;
        user.serialize_field("id", self.id)?;
        optional(&mut user, "username", self.username)?;
        optional(&mut user, "email", self.email)?;
        optional(&mut user, "employee", self.employee)?;
        user.serialize_field("roles", &self.roles)?;
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
