//! The query string of a stranger, checked.
//!
//! A callback comes through the browser, so anybody may have written it. Checks run in the order of trust: bounds,
//! bad escapes and duplicates; the issuer, if one is configured; the CSRF token. What fails here is not ours, and
//! changes nothing. Only then is the rest believed to be CATAPA's.

use heapless::string::StringView;

use crate::explain::{Blame, Explain};
use crate::refusal::{ErrorCode, Refusal};
use crate::secret::{self, Secret};
use crate::tenant::ClaimedTenant;
use crate::wire::form::{self, FormText};
use crate::wire::split;

/// The longest callback, in bytes.
const MAX_QUERY: usize = 8_192;
/// The longest authorization code, in bytes.
const MAX_CODE: usize = 512;

/// The parameters that we read (RFC 6749, section 4.1.2; RFC 9207; the guide's step 3), and their longest values.
///
/// A description and a URI may be of any length: they are cut when kept.
const PARAMETERS: [(&str, usize); 7] = [
    ("code", MAX_CODE),
    ("state", 64),
    ("tenant", crate::tenant::MAX_TENANT),
    ("error", 64),
    ("error_description", MAX_QUERY),
    ("error_uri", MAX_QUERY),
    ("iss", 256),
];

/// Why a callback is not ours: the stranger's doing, or an accident. The pending login is untouched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Stray {
    /// More than 8,192 bytes, or a parameter that is longer than any that CATAPA sends.
    TooLong,
    /// An escape that is none, or text that is not UTF-8, in a parameter that we read.
    BadEscape,
    /// A parameter that we read stands there twice.
    Duplicate,
    /// It names another issuer than the configured one, or none.
    OtherIssuer,
    /// It has no CSRF token, as a favicon, a preconnect or a person's own request has none.
    NoCsrfToken,
    /// Its CSRF token is not this login's.
    OtherCsrfToken,
}

/// What is wrong with a callback whose CSRF token is ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// Both `code` and `error`.
    #[error("CATAPA answered both yes and no")]
    CodeAndError,
    /// Neither `code` nor `error`.
    #[error("CATAPA answered neither yes nor no")]
    NeitherCodeNorError,
    /// `code` is empty, or not visible ASCII (RFC 6749, appendix A.11).
    #[error("CATAPA's answer has a code that cannot be one")]
    BadCode,
    /// `error` is empty.
    #[error("CATAPA said no without a reason")]
    BadError,
    /// `tenant` is missing.
    #[error("CATAPA's answer does not name a company")]
    NoTenant,
    /// `tenant` is empty, or has a character that could not stand in a header.
    #[error("CATAPA's answer names a company that cannot be one")]
    BadTenant,
    /// The tenant is not among the [welcome](crate::Tenants::Only) ones.
    #[error("people of this company cannot sign in here")]
    TenantNotWelcome,
}

impl Explain for Unusable {
    fn code(&self) -> &'static str {
        match self {
            Self::CodeAndError => "callback.code_and_error",
            Self::NeitherCodeNorError => "callback.neither_code_nor_error",
            Self::BadCode => "callback.bad_code",
            Self::BadError => "callback.bad_error",
            Self::NoTenant => "callback.no_tenant",
            Self::BadTenant => "callback.bad_tenant",
            Self::TenantNotWelcome => "callback.tenant_not_welcome",
        }
    }

    fn blame(&self) -> Blame {
        match self {
            Self::TenantNotWelcome => Blame::Person,
            _ => Blame::CatapaUnclear,
        }
    }
}

/// The parameters of a callback, in the order of [`PARAMETERS`]; none, until it was [read](Self::read).
#[derive(Default)]
pub(crate) struct Callback<'q> {
    values: [Option<FormText<'q>>; PARAMETERS.len()],
}

impl<'q> Callback<'q> {
    /// Reads a callback within its bounds, and checks that it is ours.
    #[inline(never)]
    pub(crate) fn read(&mut self, callback: &'q str, issuer: Option<&str>, csrf_token: &str) -> Result<(), Stray> {
        self.parse(callback, issuer.is_some())?;
        self.is_from(issuer)?;
        self.carries(csrf_token)
    }

    /// Can callbacks come to this redirect URI? CATAPA keeps its query and adds to it (RFC 6749, section 3.1.2), so it is
    /// read as if everything that we read stood there already, empty: one more of that is a duplicate.
    pub(crate) fn can_come_to(redirect_uri: &str, with_issuer: bool) -> bool {
        let mut said = Callback { values: [Some(FormText::default()); PARAMETERS.len()] };
        said.read(redirect_uri, with_issuer.then_some(""), "").is_ok()
    }

    /// Takes a query string, with or without its `?`; a request target; or a whole URL. Without an issuer to compare,
    /// `iss`, the last parameter, is as unknown as any other.
    fn parse(&mut self, callback: &'q str, with_issuer: bool) -> Result<(), Stray> {
        if callback.len() > MAX_QUERY {
            return Err(Stray::TooLong);
        }
        let read = PARAMETERS.len().saturating_sub(usize::from(!with_issuer));
        for (name, value) in form::pairs(query_of(callback)) {
            // No name of ours is shorter than `iss`, and no escape than what it stands for.
            if name.len() < 3 {
                continue;
            }
            // One character longer than the longest name that we read: what is cut there is none of them.
            let mut decoded = heapless::String::<21>::new();
            let name = name.verbatim().or_else(|| name.decode_to(&mut decoded).ok().map(|()| decoded.as_str()));
            let Some(name) = name else { continue };
            for ((known, longest), slot) in PARAMETERS.iter().zip(&mut self.values).take(read) {
                if name == *known {
                    if value.decoded_len().map_err(|_| Stray::BadEscape)? > *longest {
                        return Err(Stray::TooLong);
                    }
                    if slot.replace(value).is_some() {
                        return Err(Stray::Duplicate);
                    }
                }
            }
        }
        Ok(())
    }

    /// RFC 9207, section 2.4.
    fn is_from(&self, issuer: Option<&str>) -> Result<(), Stray> {
        let Some(issuer) = issuer else { return Ok(()) };
        let [.., iss] = self.values;
        if iss.is_some_and(|iss| iss.means(issuer)) { Ok(()) } else { Err(Stray::OtherIssuer) }
    }

    /// RFC 6749, section 10.12.
    fn carries(&self, csrf_token: &str) -> Result<(), Stray> {
        let [_, state, ..] = self.values;
        let mut token = Secret::new(heapless::String::<64>::new());
        state.ok_or(Stray::NoCsrfToken)?.decode_to(token.expose_mut()).map_err(|_| Stray::BadEscape)?;
        if secret::same(token.expose().as_bytes(), csrf_token.as_bytes()) { Ok(()) } else { Err(Stray::OtherCsrfToken) }
    }

    /// Puts code and tenant of a callback that is ours in their places.
    pub(crate) fn granted(&self, code: &mut Code, tenant: &mut ClaimedTenant) -> Result<(), Unusable> {
        let [said_code, _, said_tenant, error, ..] = self.values;
        let said_code = match (said_code, error) {
            (Some(_), Some(_)) => return Err(Unusable::CodeAndError),
            (None, None) => return Err(Unusable::NeitherCodeNorError),
            (None, Some(_)) => return Err(Unusable::BadError),
            (Some(said_code), None) => said_code,
        };
        code.read(said_code).ok_or(Unusable::BadCode)?;
        tenant.read(said_tenant.ok_or(Unusable::NoTenant)?).ok_or(Unusable::BadTenant)
    }

    /// Did CATAPA say no, and anything with it?
    pub(crate) fn is_refusal(&self) -> bool {
        let [code, _, _, error, ..] = self.values;
        code.is_none() && error.is_some_and(|error| !error.is_empty())
    }

    /// What an `error` and the parameters beside it say. Their escapes were checked.
    pub(crate) fn refusal(&self, refusal: &mut Refusal) {
        let [_, _, _, error, description, uri, _] = self.values;
        let mut code = heapless::String::<64>::new();
        let places: [&mut StringView; 3] = [&mut code, refusal.description.text(), refusal.uri.text()];
        for (place, said) in places.into_iter().zip([error, description, uri]) {
            let _ = said.map(|said| said.decode_to(place));
        }
        refusal.code = ErrorCode::new(code.as_bytes());
    }
}

/// An authorization code: 1 to 512 bytes of visible ASCII. Only a callback that was accepted has one.
pub(crate) struct Code(pub(crate) Secret<heapless::String<MAX_CODE>>);

impl Code {
    /// Nothing, until [`read`](Self::read) has succeeded.
    pub(crate) const fn blank() -> Self {
        Self(Secret::new(heapless::String::new()))
    }

    pub(crate) fn read(&mut self, text: FormText<'_>) -> Option<()> {
        text.decode_to(self.0.expose_mut()).ok()?;
        secret::is_credential(self.0.expose()).then_some(())
    }

    /// From its saved form.
    #[cfg(feature = "serde")]
    pub(crate) fn new(text: heapless::String<MAX_CODE>) -> Option<Self> {
        let code = Secret::new(text);
        secret::is_credential(code.expose()).then_some(Self(code))
    }
}

/// A `?` inside a bare query is data; at its head, or behind a path or a scheme, it is where the query begins. A
/// fragment ends it.
fn query_of(callback: &str) -> &str {
    let callback = split::take(&mut { callback }, b'#');
    let bytes = callback.as_bytes();
    let begins = |scheme: &[u8]| bytes.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let has_head = matches!(bytes, [b'?' | b'/', ..]) || begins(b"https://") || begins(b"http://");
    if has_head { split::behind(callback, b'?') } else { callback }
}
