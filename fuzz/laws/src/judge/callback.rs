//! A judge of callbacks: the protocol of one client and one sign-in, read by `form_urlencoded`.

#[cfg(test)]
mod tests;

use catapa_signin::callback::{Fault, Stray};

/// The parameters that are read, and their longest values; the last only where an issuer is configured.
const PARAMETERS: [(&str, usize); 7] = [
    ("code", 512),
    ("state", 64),
    ("tenant", 128),
    ("error", 64),
    ("error_description", 8_192),
    ("error_uri", 8_192),
    ("iss", 256),
];

/// What a callback is, by the letter of the protocol.
#[derive(Debug)]
pub(crate) enum Verdict {
    NotOurs(Stray),
    Unusable(Fault),
    Denied { error: String, description: Option<String> },
    Granted { code: String, tenant: String },
}

/// A judge: it knows one client and one sign-in.
#[derive(Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub(crate) csrf_token: &'a str,
    pub(crate) issuer: Option<&'a str>,
    pub(crate) welcome: Option<&'a [&'a str]>,
}

impl Judge<'_> {
    pub(crate) fn on(&self, callback: &str) -> Verdict {
        let [code, state, tenant, error, description, _, issuer] = match self.parameters(callback) {
            Ok(parameters) => parameters,
            Err(why) => return Verdict::NotOurs(why),
        };
        match state {
            _ if issuer.as_deref() != self.issuer => return Verdict::NotOurs(Stray::OtherIssuer),
            None => return Verdict::NotOurs(Stray::NoCsrfToken),
            Some(state) if state != self.csrf_token => return Verdict::NotOurs(Stray::OtherCsrfToken),
            Some(_) => {}
        }
        let code = match (code, error) {
            (Some(_), Some(_)) => return Verdict::Unusable(Fault::CodeAndError),
            (None, None) => return Verdict::Unusable(Fault::NeitherCodeNorError),
            (None, Some(error)) if error.is_empty() => return Verdict::Unusable(Fault::BadError),
            (None, Some(error)) => {
                return Verdict::Denied {
                    error,
                    description: description.map(|text| super::cut(&text, 256).to_owned()),
                };
            }
            (Some(code), None) => code,
        };
        match tenant {
            _ if !super::is_vschar(&code) => Verdict::Unusable(Fault::BadCode),
            None => Verdict::Unusable(Fault::NoTenant),
            Some(tenant) if !is_tenant(&tenant) => Verdict::Unusable(Fault::BadTenant),
            Some(tenant) if self.welcome.is_some_and(|welcome| !welcome.contains(&tenant.as_str())) => {
                Verdict::Unusable(Fault::TenantNotWelcome)
            }
            Some(tenant) => Verdict::Granted { code, tenant },
        }
    }

    /// The parameters that are read; the first one that is too long, garbled, or there twice makes the callback a stray.
    fn parameters(&self, callback: &str) -> Result<[Option<String>; PARAMETERS.len()], Stray> {
        if callback.len() > 8_192 {
            return Err(Stray::TooLong);
        }
        let read = &PARAMETERS[..if self.issuer.is_some() { 7 } else { 6 }];
        let mut values = [const { None }; PARAMETERS.len()];
        for pair in query(callback).split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = super::form_text(name);
            let Some(index) = read.iter().position(|(known, _)| name.as_deref() == Some(*known)) else {
                continue;
            };
            let is_shown = matches!(read[index].0, "error_description" | "error_uri");
            let value = if is_shown { shown(value) } else { super::form_text(value).ok_or(Stray::BadEscape)? };
            if value.len() > read[index].1 {
                return Err(Stray::TooLong);
            }
            if values[index].replace(value).is_some() {
                return Err(Stray::Duplicate);
            }
        }
        Ok(values)
    }
}

/// What is kept of a text that is only shown, before it is cut at 256 bytes. Nothing is kept of a text with a bad escape,
/// unless it is cut before it comes to that.
pub(crate) fn shown(raw: &str) -> String {
    if let Some(text) = super::form_text(raw) {
        return text;
    }
    let beginnings = (0..raw.len()).rev().filter_map(|end| raw.get(..end));
    let good = beginnings.filter_map(super::form_text).next().unwrap_or_default();
    if good.len() > 256 { good } else { String::new() }
}

/// The query of a bare query string, a request target or a URL.
fn query(callback: &str) -> &str {
    let callback = callback.split('#').next().unwrap_or_default();
    let lower = callback.to_ascii_lowercase();
    if ["/", "https://", "http://"].iter().any(|head| lower.starts_with(head)) {
        callback.split_once('?').map_or("", |(_, query)| query)
    } else {
        callback.strip_prefix('?').unwrap_or(callback)
    }
}

/// Has it the characters of a tenant, and one at least?
pub(crate) fn is_tenant(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&*+-.^_|~".contains(&byte))
}
