//! The callback: the person's way back to the application.

use crate::fault::{CallbackEdit, Fault};

/// Where a callback goes, and what it gives back to the application.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) issuer: Option<String>,
}

impl Callback {
    /// The person allowed it.
    pub(crate) fn with_code(&self, code: &str, tenant: &str, fault: &Fault) -> String {
        let parameters = [("code", code)].into_iter().chain(self.state());
        self.url(parameters.chain([("tenant", tenant)]), fault)
    }

    /// The sign-in failed, for one of the five documented reasons, or for a test's own.
    pub(crate) fn with_error(&self, error: &str, description: Option<&str>, fault: &Fault) -> String {
        let description = description.map(|text| ("error_description", text));
        let parameters = [("error", error)].into_iter().chain(description);
        self.url(parameters.chain(self.state()), fault)
    }

    fn state(&self) -> Option<(&str, &str)> {
        self.state.as_deref().map(|state| ("state", state))
    }

    /// The redirect URI byte for byte, with its own query, then the parameters.
    fn url<'a>(&'a self, parameters: impl Iterator<Item = (&'a str, &'a str)>, fault: &'a Fault) -> String {
        let issuer = self.issuer.as_deref().map(|issuer| ("iss", issuer));
        let mut parameters: Vec<(&str, &str)> = parameters.chain(issuer).collect();
        for edit in &fault.callback {
            match edit {
                CallbackEdit::Set(name, value) => match parameters.iter_mut().find(|(n, _)| n == name) {
                    Some(parameter) => parameter.1 = value,
                    None => parameters.push((name, value)),
                },
                CallbackEdit::Remove(name) => parameters.retain(|(n, _)| n != name),
                CallbackEdit::Repeat(name, value) => parameters.push((name, value)),
            }
        }
        let query = serde_urlencoded::to_string(parameters).unwrap_or_default();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
