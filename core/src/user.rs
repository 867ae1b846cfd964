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
use crate::wire::json::{Kind, Value};
use crate::wire::{Out, percent};
use identified::{Identified, MAX_TEXT};
use roles::Packed;

/// The longest user id, in bytes.
const MAX_ID: usize = 128;

/// Who signed in, and in which tenant: the reply of `/v1/users/me` (the guide's step 5), borrowed from its body.
///
/// Its tenant is confirmed, so a user has a [key](Self::key). The id is strict: without it there is no user. All else is only
/// shown, so it is kept as far as it can be, and [`omitted`](Self::omitted) tells what is missing. `Debug` shows only the
/// tenant and the id.
#[derive(Clone)]
pub struct User<'b> {
    user_namespace: &'b str,
    tenant: ConfirmedTenant,
    id: &'b str,
    username: Option<&'b str>,
    email: Option<&'b str>,
    employee: Option<Employee<'b>>,
    roles: Roles<'b>,
    omitted: Omitted,
}

/// The employee that the user is. Both members are optional.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Employee<'b> {
    /// The employee's id. One that is a whole number is its digits.
    pub id: Option<&'b str>,
    /// The employee's name.
    pub name: Option<&'b str>,
}

/// What a [`User`] lacks of what CATAPA sent. `true` is for a member that is not there whole: it, or a part of it, was cut
/// or left out.
///
/// An application that decides by roles looks here first:
///
/// ```
/// # use catapa_signin::User;
/// fn may_pay(user: &User<'_>) -> Result<bool, &'static str> {
///     match user.roles().any(|role| role.id == Some("payroll-admin")) {
///         false if user.omitted().roles => Err("this person has more roles than are known here"),
///         may => Ok(may),
///     }
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[non_exhaustive]
pub struct Omitted {
    /// The username was longer than 320 bytes, or no text.
    pub username: bool,
    /// The e-mail address was longer than 320 bytes, or no text.
    pub email: bool,
    /// The employee was of another type, or its id or name was, or was longer than 320 bytes.
    pub employee: bool,
    /// There were more than 64 roles; they, or one of them, or its id or name, were of another type; or such a text was
    /// longer than 320 bytes.
    pub roles: bool,
}

impl Omitted {
    /// Is the user there as CATAPA sent it?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        !(self.username || self.email || self.employee || self.roles)
    }
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
            omitted: profile.omitted,
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

    /// The name that the person signs in with, cut at 320 bytes.
    #[must_use]
    pub const fn username(&self) -> Option<&'b str> {
        self.username
    }

    /// The e-mail address; none where it is longer than 320 bytes. It does not identify the person.
    #[must_use]
    pub const fn email(&self) -> Option<&'b str> {
        self.email
    }

    /// The employee that the user is, if any.
    #[must_use]
    pub const fn employee(&self) -> Option<Employee<'b>> {
        self.employee
    }

    /// The roles: the first 64. Where they [are not all](Omitted::roles) there, the person may have a role that is not here.
    #[must_use]
    pub fn roles(&self) -> Roles<'b> {
        self.roles.clone()
    }

    /// What was cut or left out, because it is only shown: it keeps nobody from signing in.
    #[must_use]
    pub const fn omitted(&self) -> Omitted {
        self.omitted
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
    omitted: Omitted,
}

impl Profile {
    fn read(&mut self, body: &mut Body<'_>) {
        body.json.open(b'{');
        while let Some(name) = body.json.member() {
            let Some((name, slot)) = body.known(name, &mut self.known) else { continue };
            match (name, body.json.peek()) {
                ("employee", b'{') => {
                    self.omitted.employee = self.employee.read(body);
                    slot.kind = Kind::Object;
                }
                ("roles", b'[') => {
                    self.omitted.roles = self.roles.read(body);
                    slot.kind = Kind::Array;
                }
                _ => *slot = body.value(),
            }
        }
        body.json.end();
        let Known { id, username, email, employee, roles } = &mut self.known;
        body.expect_text("id", *id, MAX_ID);
        body.require("id", *id);
        // All else is only shown.
        let is_other = |value: &Value, kind| !value.is_nothing() && value.kind != kind;
        self.omitted.username = username.shorten(body.json.document(), MAX_TEXT);
        // The beginning of an address would be another address.
        self.omitted.email = email.keep_whole(body.json.document(), MAX_TEXT);
        self.omitted.employee |= is_other(employee, Kind::Object);
        self.omitted.roles |= is_other(roles, Kind::Array);
    }
}

/// Namespace, tenant and user id, written so that no two triples give the same text, not even where upper and lower case
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
