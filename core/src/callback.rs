//! The query string of a stranger, checked.
//!
//! A callback comes through the browser, so anybody may have written it. Checks run in the order of trust: bounds,
//! bad escapes and duplicates; the issuer, if one is configured; the CSRF token. What fails here is not ours, and
//! changes nothing. Only then is the rest believed to be CATAPA's.

use core::fmt;

use crate::refusal::{ErrorCode, Refusal};
use crate::secret::{self, Quoted, Secret};
use crate::tenant::{ClaimedTenant, MAX_TENANT};
use crate::wire::base64url;
use crate::wire::form::{self, FormText};
use crate::wire::sha256::Sha256;
use crate::wire::split;

/// The longest callback, in bytes.
const MAX_QUERY: usize = 8_192;
/// In place of the longest value: a description and a URI are cut, or absent, where they are kept.
const ONLY_SHOWN: usize = usize::MAX;
/// The longest authorization code, in bytes.
const MAX_CODE: usize = 512;

/// Why a callback is not ours: a stranger wrote it, or it is an accident. The pending sign-in is untouched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Stray {
    /// More than 8,192 bytes, or a parameter that is longer than any that CATAPA sends.
    TooLong,
    /// An escape that is none, or text that is not UTF-8, in a parameter that decides something. In a description or a URI it
    /// only makes that text absent.
    BadEscape,
    /// A parameter that we read is there twice.
    Duplicate,
    /// It names another issuer than the configured one, or none.
    OtherIssuer,
    /// It has no CSRF token, as a favicon, a preconnect or a person's own request has none.
    NoCsrfToken,
    /// Its CSRF token is not this sign-in's.
    OtherCsrfToken,
}

impl Stray {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "callback.not_ours.too_long",
            Self::BadEscape => "callback.not_ours.bad_escape",
            Self::Duplicate => "callback.not_ours.duplicate",
            Self::OtherIssuer => "callback.not_ours.other_issuer",
            Self::NoCsrfToken => "callback.not_ours.no_csrf_token",
            Self::OtherCsrfToken => "callback.not_ours.other_csrf_token",
        }
    }
}

/// What is wrong with a callback whose CSRF token is ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Both `code` and `error`.
    CodeAndError,
    /// Neither `code` nor `error`.
    NeitherCodeNorError,
    /// `code` is empty, or has a character that is neither visible ASCII nor a space (RFC 6749, appendix A.11).
    BadCode,
    /// `error` is empty.
    BadError,
    /// `tenant` is missing.
    NoTenant,
    /// `tenant` is empty, or has a character that could not stand in a header.
    BadTenant,
    /// The tenant is not among the [welcome](crate::Tenants::Only) ones.
    TenantNotWelcome,
}

explain!(Fault {
    Self::CodeAndError => ("callback.code_and_error", CatapaUnclear, "CATAPA answered both yes and no"),
    Self::NeitherCodeNorError =>
        ("callback.neither_code_nor_error", CatapaUnclear, "CATAPA answered neither yes nor no"),
    Self::BadCode => ("callback.bad_code", CatapaUnclear, "CATAPA's answer has a code that cannot be one"),
    Self::BadError => ("callback.bad_error", CatapaUnclear, "CATAPA said no without a reason"),
    Self::NoTenant => ("callback.no_tenant", CatapaUnclear, "CATAPA's answer does not name a company"),
    Self::BadTenant => ("callback.bad_tenant", CatapaUnclear, "CATAPA's answer names a company that cannot be one"),
    Self::TenantNotWelcome => ("callback.tenant_not_welcome", Person, "people of this company cannot sign in here"),
});

/// Names a pending sign-in: a hash of its CSRF token, which it does not betray. For the name of a cookie, or a key in a
/// store: whatever finds the step that a callback may belong to.
///
/// `Display` writes 22 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SignInId([u8; 16]);

impl SignInId {
    pub(crate) fn of(csrf_token: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"catapa-signin pending ");
        hash.update(csrf_token.as_bytes());
        Self(hash.finalize())
    }

    /// The pending sign-in that a callback claims to belong to: anybody can claim it, so [`accept`][accept] checks. It
    /// takes what `accept` takes; `None` if the callback names none.
    ///
    /// [accept]: crate::SignIn::accept
    #[must_use]
    pub fn claimed_by(callback: &str) -> Option<Self> {
        let (_, state) = form::pairs(query_of(callback)).find(|(name, _)| name.decodes_to("state"))?;
        let mut token = Secret::new(heapless::String::<64>::new());
        state.decode_to(token.expose_mut()).ok()?;
        Some(Self::of(token.expose()))
    }

    /// The id.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for SignInId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode::<22>(&self.0))
    }
}

/// The parameters that we read (RFC 6749, section 4.1.2; RFC 9207; the guide's step 3).
#[derive(Clone, Copy, Default)]
pub(crate) struct Callback<'q> {
    code: Option<FormText<'q>>,
    state: Option<FormText<'q>>,
    tenant: Option<FormText<'q>>,
    error: Option<FormText<'q>>,
    error_description: Option<FormText<'q>>,
    error_uri: Option<FormText<'q>>,
    iss: Option<FormText<'q>>,
}

impl<'q> Callback<'q> {
    /// Reads a callback within its bounds, and checks that it is ours.
    pub(crate) fn read(callback: &'q str, issuer: Option<&str>, csrf_token: &str) -> Result<Self, Stray> {
        let mut parameters = Self::default();
        parameters.parse(callback, issuer.is_some())?;
        parameters.is_from(issuer)?;
        parameters.carries(csrf_token)?;
        Ok(parameters)
    }

    /// Can callbacks come to this redirect URI? CATAPA keeps its query and adds to it (RFC 6749, section 3.1.2), so it is
    /// read as if everything that we read stood there already, empty: one more of that is a duplicate.
    pub(crate) fn can_come_to(redirect_uri: &str, with_issuer: bool) -> bool {
        let empty = Some(FormText::default());
        let mut all = Self {
            code: empty,
            state: empty,
            tenant: empty,
            error: empty,
            error_description: empty,
            error_uri: empty,
            iss: empty,
        };
        all.parse(redirect_uri, with_issuer).is_ok()
    }

    /// The place of a parameter that we read, and its longest value.
    fn parameter(&mut self, name: &str, with_issuer: bool) -> Option<(&mut Option<FormText<'q>>, usize)> {
        Some(match name {
            "code" => (&mut self.code, MAX_CODE),
            "state" => (&mut self.state, 64),
            "tenant" => (&mut self.tenant, MAX_TENANT),
            "error" => (&mut self.error, 64),
            "error_description" => (&mut self.error_description, ONLY_SHOWN),
            "error_uri" => (&mut self.error_uri, ONLY_SHOWN),
            "iss" if with_issuer => (&mut self.iss, 256),
            _ => return None,
        })
    }

    /// Takes a query string, with or without its `?`; a request target; or a whole URL.
    fn parse(&mut self, callback: &'q str, with_issuer: bool) -> Result<(), Stray> {
        if callback.len() > MAX_QUERY {
            return Err(Stray::TooLong);
        }
        for (name, value) in form::pairs(query_of(callback)) {
            // No name of ours is shorter than `iss`: a stranger's heap of short ones is passed over at once.
            if name.len() < 3 {
                continue;
            }
            let decoded;
            let name = if let Some(name) = name.verbatim() {
                name
            } else {
                // One character longer than the longest name that we read: what is cut there is none of them.
                let Ok(name) = name.decode::<21>() else { continue };
                decoded = name;
                &decoded
            };
            let Some((place, longest)) = self.parameter(name, with_issuer) else { continue };
            if longest != ONLY_SHOWN && value.decoded_len().map_err(|_| Stray::BadEscape)? > longest {
                return Err(Stray::TooLong);
            }
            if place.replace(value).is_some() {
                return Err(Stray::Duplicate);
            }
        }
        Ok(())
    }

    /// RFC 9207, section 2.4.
    fn is_from(&self, issuer: Option<&str>) -> Result<(), Stray> {
        let Some(issuer) = issuer else { return Ok(()) };
        if self.iss.is_some_and(|iss| iss.decodes_to(issuer)) { Ok(()) } else { Err(Stray::OtherIssuer) }
    }

    /// RFC 6749, section 10.12.
    fn carries(&self, csrf_token: &str) -> Result<(), Stray> {
        let mut claimed = Secret::new(heapless::String::<64>::new());
        self.state.ok_or(Stray::NoCsrfToken)?.decode_to(claimed.expose_mut()).map_err(|_| Stray::BadEscape)?;
        let is_ours = secret::constant_time_eq(claimed.expose().as_bytes(), csrf_token.as_bytes());
        if is_ours { Ok(()) } else { Err(Stray::OtherCsrfToken) }
    }

    /// CATAPA says yes with a code, or no with an error: one of the two.
    pub(crate) fn is_yes_or_no(&self) -> Result<(), Fault> {
        match (self.code, self.error) {
            (Some(_), Some(_)) => Err(Fault::CodeAndError),
            (None, None) => Err(Fault::NeitherCodeNorError),
            (None, Some(error)) if error.is_empty() => Err(Fault::BadError),
            _ => Ok(()),
        }
    }

    pub(crate) fn code(&self) -> Result<Code, Fault> {
        self.code.and_then(Code::read).ok_or(Fault::BadCode)
    }

    pub(crate) fn tenant(&self) -> Result<ClaimedTenant, Fault> {
        ClaimedTenant::read(self.tenant.ok_or(Fault::NoTenant)?).ok_or(Fault::BadTenant)
    }

    /// What an `error` and the parameters beside it say. Their escapes were checked.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let code = self.error?.decode::<64>().unwrap_or_default();
        let quoted =
            |text: Option<FormText<'_>>| text.and_then(|text| text.decode().ok()).map_or(Quoted::empty(), Quoted::of);
        Some(Refusal {
            code: ErrorCode::new(code.as_bytes()),
            description: quoted(self.error_description),
            uri: quoted(self.error_uri),
        })
    }
}

/// An authorization code: 1 to 512 bytes of visible ASCII and spaces. Only a callback that was accepted has one.
pub(crate) struct Code(pub(crate) Secret<heapless::String<MAX_CODE>>);

impl Code {
    pub(crate) fn read(text: FormText<'_>) -> Option<Self> {
        Self::new(text.decode().ok()?)
    }

    /// Any text that is a code, from a callback or a saved form.
    pub(crate) fn new(text: heapless::String<MAX_CODE>) -> Option<Self> {
        let code = Secret::new(text);
        secret::is_credential(code.expose()).then_some(Self(code))
    }
}

/// In a bare query a `?` is data; at its head, or after a path or an authority, it begins the query. A fragment ends it.
fn query_of(callback: &str) -> &str {
    let callback = split::take(&mut { callback }, b'#');
    let bytes = callback.as_bytes();
    let begins = |scheme: &[u8]| bytes.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    let has_head = matches!(bytes, [b'?' | b'/', ..]) || begins(b"https://") || begins(b"http://");
    if has_head { split::after(callback, b'?') } else { callback }
}
