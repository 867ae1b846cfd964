//! Who signed in, as an application keeps it.

use core::fmt;

use catapa_signin::user::Omitted;
use catapa_signin::{UnixTime, User};
use serde::{Deserialize, Serialize};

/// Who signed in, in which tenant, which CATAPA has confirmed: `/v1/users/me` (the guide's step 5), owned.
///
/// It is plain data, as an employee and a role are. `Debug` shows tenant and id, and nothing else of the person. Serialized,
/// it is JSON for a page or a program of the application's own.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Profile {
    /// The key to know this person by, for as long as the application lives: namespace, tenant and user id, as
    /// [`UserKey`](catapa_signin::UserKey) writes them. Never use the e-mail address for that.
    pub key: String,
    /// The tenant that the person belongs to: confirmed.
    pub tenant: String,
    /// The id: unique within the tenant.
    pub id: String,
    /// The name that the person signs in with, cut at 320 bytes.
    pub username: Option<String>,
    /// The e-mail address; none where it is longer than 320 bytes. It identifies nobody.
    pub email: Option<String>,
    /// The employee that the user is, if any.
    pub employee: Option<Named>,
    /// The roles: the first 64. Where they [are not all](Omitted::roles) there, the person may have a role that is not here.
    pub roles: Vec<Named>,
    /// What was cut or left out of what CATAPA sent, because it is only shown. It is logged, too.
    pub omitted: Omitted,
}

/// An employee or a role: both members are optional at CATAPA.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Named {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
}

impl Profile {
    /// What to call the person: the employee's name, or the username, or the id.
    #[must_use]
    pub fn name(&self) -> &str {
        let employee = self.employee.as_ref().and_then(|employee| employee.name.as_deref());
        employee.or(self.username.as_deref()).unwrap_or(&self.id)
    }
}

impl From<&User<'_>> for Profile {
    fn from(user: &User<'_>) -> Self {
        let named = |id: Option<&str>, name: Option<&str>| Named { id: id.map(Into::into), name: name.map(Into::into) };
        Self {
            key: user.key().to_string(),
            tenant: user.tenant().as_str().into(),
            id: user.id().into(),
            username: user.username().map(Into::into),
            email: user.email().map(Into::into),
            employee: user.employee().map(|employee| named(employee.id, employee.name)),
            roles: user.roles().map(|role| named(role.id, role.name)).collect(),
            omitted: user.omitted(),
        }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("tenant", &self.tenant).field("id", &self.id).finish_non_exhaustive()
    }
}

/// A profile in the store, before it is sealed. Nobody outside reads one: whoever could, could make up a tenant.
#[derive(Serialize, Deserialize)]
pub(crate) struct Saved {
    asked_at: u64,
    key: String,
    tenant: String,
    id: String,
    username: Option<String>,
    email: Option<String>,
    employee: Option<Named>,
    roles: Vec<Named>,
    omitted: Omitted,
}

impl Saved {
    pub(crate) fn new(profile: &Profile, asked_at: UnixTime) -> Self {
        let Profile { key, tenant, id, username, email, employee, roles, omitted } = profile.clone();
        Self { asked_at: asked_at.as_secs(), key, tenant, id, username, email, employee, roles, omitted }
    }

    pub(crate) const fn asked_at(&self) -> UnixTime {
        UnixTime::from_secs(self.asked_at)
    }

    pub(crate) fn into_profile(self) -> Profile {
        let Self { asked_at: _, key, tenant, id, username, email, employee, roles, omitted } = self;
        Profile { key, tenant, id, username, email, employee, roles, omitted }
    }
}
