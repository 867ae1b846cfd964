//! Who signed in, and the key that identifies them.

mod identified;
mod roles;
#[cfg(feature = "serde")]
mod serialize;

use core::fmt;

pub use roles::{Role, Roles};

use crate::reply::BodyFault;
use crate::reply::member::{Body, members};
use crate::tenant::ConfirmedTenant;
use crate::wire::ascii::Ascii;
use crate::wire::json::Kind;
use crate::wire::{Out, percent};
use identified::{Identified, MAX_TEXT};
use roles::Packed;

/// The longest user id, in bytes.
const MAX_ID: usize = 128;

/// Who signed in, and in which tenant: the reply of `/v1/users/me` (the guide's step 5), borrowed from its body.
///
/// Its tenant is confirmed, so a user has a [key](Self::key). `Debug` shows only the tenant and the id.
#[derive(Clone)]
pub struct User<'b> {
    user_namespace: &'b str,
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

impl<'b> User<'b> {
    /// Reads a profile. Call it only after CATAPA answered 200 under this tenant.
    pub(crate) fn read(
        user_namespace: &'b str,
        tenant: ConfirmedTenant,
        body: &'b mut [u8],
    ) -> Result<Self, BodyFault> {
        let mut body = Body::new(body);
        let mut profile = Profile::default();
        profile.read(&mut body);
        body.verdict()?;
        let Known { id, username, email, employee, .. } = profile.known;
        let document = body.json.take_document();
        Ok(Self {
            user_namespace,
            tenant,
            id: id.text_in(document).unwrap_or_default(),
            username: username.text_in(document),
            email: email.text_in(document),
            employee: (employee.kind == Kind::Object).then(|| {
                let Identified { id, name } = profile.employee;
                Employee { id: id.text_in(document), name: name.text_in(document) }
            }),
            roles: profile.roles.of(document),
        })
    }

    /// The key that identifies this person for good. Never use the e-mail address instead: several tenants may have the same
    /// one, and it changes.
    #[must_use]
    pub fn key(&self) -> UserKey<'_> {
        UserKey { user_namespace: self.user_namespace, tenant: &self.tenant, id: self.id }
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

    /// The e-mail address, at most 320 bytes. It does not identify the person.
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
    pub fn roles(&self) -> Roles<'b> {
        self.roles.clone()
    }
}

impl fmt::Debug for User<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("tenant", &self.tenant.as_str()).field("id", &self.id).finish_non_exhaustive()
    }
}

members! {
    /// The members that we read from a profile.
    Known { id, username, email, employee, roles, }
}

/// Where a profile's texts stand in its body.
#[derive(Default)]
struct Profile {
    known: Known,
    employee: Identified,
    roles: Packed,
}

impl Profile {
    fn read(&mut self, body: &mut Body<'_>) {
        body.json.open(b'{');
        while let Some(name) = body.json.member() {
            let Some((name, slot)) = body.known(name, &mut self.known) else { continue };
            match (name, body.json.peek()) {
                ("employee", b'{') => {
                    self.employee.read(body);
                    slot.kind = Kind::Object;
                }
                ("roles", b'[') => {
                    self.roles.read(body);
                    slot.kind = Kind::Array;
                }
                _ => *slot = body.value(),
            }
        }
        body.json.end();
        self.check(body);
    }

    fn check(&self, body: &mut Body<'_>) {
        let Known { id, username, email, employee, roles } = self.known;
        body.expect("id", id, Kind::String, MAX_ID);
        body.expect("username", username, Kind::String, MAX_TEXT);
        body.expect("email", email, Kind::String, MAX_TEXT);
        body.require("id", id);
        body.expect("employee", employee, Kind::Object, usize::MAX);
        body.expect("roles", roles, Kind::Array, usize::MAX);
    }
}

/// UserNamespace, tenant and user id, written so that no two triples give the same text, not even where upper and lower case
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
///     sign_in.key() // the callback has claimed a tenant, and CATAPA has not confirmed it
/// }
/// ```
///
/// `Display` and [`write_to`](Self::write_to) write it, at most 1,538 bytes:
/// `catapa.com|gdplabs|42`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UserKey<'u> {
    user_namespace: &'u str,
    tenant: &'u ConfirmedTenant,
    id: &'u str,
}

impl UserKey<'_> {
    /// Writes the key, at most 1,538 bytes of visible ASCII. `Display` writes the same, but links the formatting code of
    /// Rust's core into a device's image.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.write(out)
    }

    fn write(&self, out: &mut dyn Out) -> fmt::Result {
        static UNESCAPED: Ascii = Ascii::of(b"abcdefghijklmnopqrstuvwxyz0123456789-._~:/");
        percent::write_escaping(out, self.user_namespace, &UNESCAPED)?;
        out.put("|")?;
        percent::write_escaping(out, self.tenant.as_str(), &UNESCAPED)?;
        out.put("|")?;
        percent::write_escaping(out, self.id, &UNESCAPED)
    }
}

impl fmt::Display for UserKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}
