//! Who signed in, and the key to know them by.

#[cfg(feature = "serde")]
mod serialize;

use core::fmt;

use crate::reply::member::{self, Json, Member, Stop};
use crate::reply::{MemberFault, Unreadable};
use crate::tenant::ConfirmedTenant;
use crate::wire::json::Value;
use crate::wire::percent;

/// The longest user id, in bytes.
const MAX_ID: usize = 128;
/// The longest other text of a user, in bytes.
const MAX_TEXT: usize = 320;
/// The most roles.
const MAX_ROLES: usize = 64;

/// Who signed in, in which tenant: the reply of `/v1/users/me` (the guide's step 5), borrowed from its body.
///
/// The tenant is confirmed: that is why a user has a [key](Self::key). `Debug` shows tenant and id, and nothing else
/// of the person.
#[derive(Clone)]
pub struct User<'b> {
    realm: &'b str,
    tenant: ConfirmedTenant,
    id: &'b str,
    username: Option<&'b str>,
    email: Option<&'b str>,
    employee: Option<Employee<'b>>,
    roles: Roles<'b>,
}

/// The employee that the user is. Both members are optional.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Employee<'b> {
    /// The employee's id.
    pub id: Option<&'b str>,
    /// The employee's name.
    pub name: Option<&'b str>,
}

/// A role of the user's. Both members are optional.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Role<'b> {
    /// The role's id.
    pub id: Option<&'b str>,
    /// The role's name.
    pub name: Option<&'b str>,
}

impl<'b> User<'b> {
    /// Reads a profile. Whoever calls it has seen CATAPA answer 200 under this tenant.
    pub(crate) fn read(realm: &'b str, tenant: ConfirmedTenant, body: &'b mut [u8]) -> Result<Self, Unreadable> {
        member::document(body, |json| {
            let (mut id, mut username, mut email, mut employee) = (None, None, None, None);
            let mut roles = Roles::default();
            member::object(json, ["id", "username", "email", "employee", "roles"], |name, json| {
                match name {
                    "id" => id = member::bounded(name, Some(json.value()?), MAX_ID)?,
                    "username" => username = member::bounded(name, Some(json.value()?), MAX_TEXT)?,
                    "email" => email = member::bounded(name, Some(json.value()?), MAX_TEXT)?,
                    "employee" if json.peek() == Some(b'{') => employee = Some(named(name, json)?),
                    "roles" if json.peek() == Some(b'[') => json.array(|json| {
                        let (id, name) = named("roles", json).map(|of| (of.id, of.name))?;
                        roles.push(Role { id, name })
                    })?,
                    _ => nothing(name, json.value()?)?,
                }
                Ok(())
            })?;
            match id {
                None => Err(Stop::Member("id", MemberFault::Missing)),
                Some("") => Err(Stop::Member("id", MemberFault::Empty)),
                Some(id) => Ok(Self { realm, tenant, id, username, email, employee, roles }),
            }
        })
    }

    /// The key to know this person by, for as long as the application lives. Never use the e-mail address: the same
    /// one may exist in several tenants, and it changes.
    #[must_use]
    pub fn key(&self) -> UserKey<'_> {
        UserKey { realm: self.realm, tenant: &self.tenant, id: self.id }
    }

    /// The tenant that the person belongs to.
    #[must_use]
    pub const fn tenant(&self) -> &ConfirmedTenant {
        &self.tenant
    }

    /// The id: unique within the tenant, 1 to 128 bytes.
    #[must_use]
    pub const fn id(&self) -> &'b str {
        self.id
    }

    /// The name that the person signs in with, at most 320 bytes.
    #[must_use]
    pub const fn username(&self) -> Option<&'b str> {
        self.username
    }

    /// The e-mail address, at most 320 bytes. It identifies nobody.
    #[must_use]
    pub const fn email(&self) -> Option<&'b str> {
        self.email
    }

    /// The employee that the user is, if any.
    #[must_use]
    pub const fn employee(&self) -> Option<Employee<'b>> {
        self.employee
    }

    /// The roles, at most 64.
    #[must_use]
    pub fn roles(&self) -> &[Role<'b>] {
        self.roles.as_slice()
    }
}

/// A list that drops nothing, so that a user borrows its reply no longer than it is looked at.
#[derive(Clone, Copy)]
struct Roles<'b> {
    list: [Role<'b>; MAX_ROLES],
    count: usize,
}

impl Default for Roles<'_> {
    fn default() -> Self {
        Self { list: [Role { id: None, name: None }; MAX_ROLES], count: 0 }
    }
}

impl<'b> Roles<'b> {
    fn push(&mut self, role: Role<'b>) -> Result<(), Stop> {
        let slot = self.list.get_mut(self.count).ok_or(Stop::Member("roles", MemberFault::TooLong))?;
        *slot = role;
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    fn as_slice(&self) -> &[Role<'b>] {
        self.list.get(..self.count).unwrap_or_default()
    }
}

impl fmt::Debug for User<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("tenant", &self.tenant.as_str()).field("id", &self.id).finish_non_exhaustive()
    }
}

/// `{id, name}`.
fn named<'b>(within: &'static str, json: &mut Json<'b>) -> Result<Employee<'b>, Stop> {
    if json.peek() != Some(b'{') {
        return Err(Stop::Member(within, MemberFault::WrongType));
    }
    let [id, name] = member::members(json, ["id", "name"])?;
    Ok(Employee { id: member::bounded("id", id, MAX_TEXT)?, name: member::bounded("name", name, MAX_TEXT)? })
}

/// Null, where an object or array would be welcome too.
fn nothing(name: &'static str, value: Value<&mut [u8]>) -> Result<(), Stop> {
    match Member::Some(value) {
        Some(Value::Null) => Ok(()),
        _ => Err(Stop::Member(name, MemberFault::WrongType)),
    }
}

/// Realm, tenant and user id, written so that no two triples give the same text, not even where upper and lower case
/// count as the same: everything but `a-z`, `0-9` and `-._~:/` is percent-encoded, capitals too, and `|` separates.
///
/// Only a [`User`] has one, so its tenant is confirmed:
///
/// ```
/// # use catapa_signin::{User, UserKey};
/// fn key<'u>(user: &'u User<'_>) -> UserKey<'u> {
///     user.key()
/// }
/// ```
///
/// ```compile_fail,E0599
/// # use catapa_signin::{HaveCode, SignIn, UserKey};
/// fn key<'u>(sign_in: &'u SignIn<'_, HaveCode>) -> UserKey<'u> {
///     sign_in.key() // a callback has claimed a tenant, and nobody has confirmed it
/// }
/// ```
///
/// `Display` writes it, at most 1,538 bytes:
/// `https://api-apps.catapa.com|gdplabs|42`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UserKey<'u> {
    realm: &'u str,
    tenant: &'u ConfirmedTenant,
    id: &'u str,
}

impl fmt::Display for UserKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stays = |byte: u8| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/')
        };
        percent::write_escaping(f, self.realm, stays)?;
        f.write_str("|")?;
        percent::write_escaping(f, self.tenant.as_str(), stays)?;
        f.write_str("|")?;
        percent::write_escaping(f, self.id, stays)
    }
}
