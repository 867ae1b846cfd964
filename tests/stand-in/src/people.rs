//! The people who can sign in, and the tenants where they work.

use serde_json::{Map, Value, json};

/// Someone who can sign in at the stand-in.
///
/// ```
/// # use catapa_stand_in::{StandIn, User};
/// let dewi = User::new("9", "dewi", "mawar", "gdplabs")
///     .email("dewi@example.com")
///     .employee("e-9", "Dewi Lestari")
///     .role("r-1", "Employee");
/// let stand_in = StandIn::builder().user(dewi).start()?;
/// # Ok::<(), catapa_stand_in::StartError>(())
/// ```
#[derive(Clone, Debug)]
pub struct User {
    id: String,
    username: String,
    password: String,
    tenant: String,
    shows_username: bool,
    email: Option<String>,
    employee: Option<Named>,
    roles: Vec<Named>,
}

#[derive(Clone, Debug)]
struct Named {
    id: String,
    name: String,
}

impl User {
    /// A person with an id, a username and password for the login page, and a tenant. The rest is optional, as at
    /// CATAPA.
    pub fn new(
        id: impl Into<String>,
        username: impl Into<String>,
        password: impl Into<String>,
        tenant: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            username: username.into(),
            password: password.into(),
            tenant: tenant.into(),
            shows_username: true,
            email: None,
            employee: None,
            roles: Vec::new(),
        }
    }

    /// The people of a stand-in unless you add your own:
    ///
    /// | username | password | tenant | to test |
    /// |---|---|---|---|
    /// | `siti` | `rahasia` | `gdplabs` | the ordinary case |
    /// | `siti.catapa` | `rahasia` | `catapa` | the same e-mail in a second tenant: another person |
    /// | `zoe` | `rahasia` | `gdplabs` | quotes, markup and letters beyond ASCII in a name |
    /// | `bare` | `rahasia` | `gdplabs` | a profile with the id alone |
    #[must_use]
    pub fn demonstration() -> Vec<Self> {
        vec![
            Self::new("1001", "siti", "rahasia", "gdplabs")
                .email("siti@example.com")
                .employee("e-1001", "Siti Rahayu")
                .role("r-1", "Employee")
                .role("r-2", "Payroll Administrator"),
            Self::new("1001", "siti.catapa", "rahasia", "catapa")
                .email("siti@example.com")
                .employee("e-2001", "Siti Rahayu")
                .role("r-1", "Employee"),
            Self::new("1002", "zoe", "rahasia", "gdplabs")
                .email("zoë@example.com")
                .employee("e-1002", "Zoë \"Zed\" O'Brien <b>\\ 山田 😀")
                .role("r-3", "R&D \"Lead\""),
            Self::new("1003", "bare", "rahasia", "gdplabs").without_username(),
        ]
    }

    /// Adds an e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Adds the employee record.
    #[must_use]
    pub fn employee(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.employee = Some(Named::new(id, name));
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.roles.push(Named::new(id, name));
        self
    }

    /// Leaves the username out of the reply of `/v1/users/me`.
    #[must_use]
    pub fn without_username(mut self) -> Self {
        self.shows_username = false;
        self
    }

    /// The name that the person types on the login page.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The one tenant where this person works.
    #[must_use]
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    pub(crate) fn password(&self) -> &str {
        &self.password
    }

    /// The person's name on a page.
    pub(crate) fn display_name(&self) -> &str {
        self.employee.as_ref().map_or(&self.username, |e| &e.name)
    }

    pub(crate) fn email_address(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// The reply of `/v1/users/me`, with members that no client knows, because CATAPA may add some.
    pub(crate) fn as_json(&self) -> Value {
        let mut user = Map::new();
        user.insert("id".into(), json!(self.id));
        if self.shows_username {
            user.insert("username".into(), json!(self.username));
        }
        if let Some(email) = &self.email {
            user.insert("email".into(), json!(email));
        }
        if let Some(employee) = &self.employee {
            user.insert("employee".into(), employee.as_json());
        }
        if !self.roles.is_empty() {
            user.insert("roles".into(), self.roles.iter().map(Named::as_json).collect());
        }
        user.insert("locale".into(), json!("id-ID"));
        user.insert("lastLoginFrom".into(), Value::Null);
        user.insert("features".into(), json!({"payroll": true, "beta": [1, {"name": "x"}]}));
        Value::Object(user)
    }

    /// One line of the page of employees.
    pub(crate) fn as_employee(&self) -> Option<Value> {
        self.employee.as_ref().map(Named::as_json)
    }
}

impl Named {
    fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }

    fn as_json(&self) -> Value {
        json!({"id": self.id, "name": self.name})
    }
}
