//! What every error can say for itself.

/// Who has to do something about an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Blame {
    /// The writer of the callback: nothing is lost, and there is nothing to do.
    Stranger,
    /// CATAPA, or a person there, said no. Where the error says when to come back, wait; refresh a token that was rejected;
    /// otherwise sign in again, or ask a person who can change the answer.
    CatapaRefused,
    /// CATAPA's bytes cannot be read, or never came: try again, or tell CATAPA.
    CatapaUnclear,
    /// The application that uses this library: its configuration, its store, its call.
    Caller,
    /// The person who signs in: too slow, or of a company that is not welcome.
    Person,
}

/// An error with a stable code for machines, and somebody to turn to. Its `Display` is a sentence safe to show to a
/// person: it never quotes what came in.
///
/// | Code | Blame |
/// |---|---|
/// | `config.invalid` | Caller |
/// | `resume.not_our_step` | Caller |
/// | `resume.nothing_kept` | Caller |
/// | `saved.garbled` | Caller |
/// | `import.bad_access_token` | Caller |
/// | `import.bad_refresh_token` | Caller |
/// | `import.bad_tenant` | Caller |
/// | `import.tenant_differs` | Caller |
/// | `callback.nothing_pending` | Person |
/// | `callback.not_ours.too_long` | Stranger |
/// | `callback.not_ours.bad_escape` | Stranger |
/// | `callback.not_ours.duplicate` | Stranger |
/// | `callback.not_ours.other_issuer` | Stranger |
/// | `callback.not_ours.no_csrf_token` | Stranger |
/// | `callback.not_ours.other_csrf_token` | Stranger |
/// | `callback.too_late` | Person |
/// | `callback.code_and_error` | CatapaUnclear |
/// | `callback.neither_code_nor_error` | CatapaUnclear |
/// | `callback.bad_code` | CatapaUnclear |
/// | `callback.bad_error` | CatapaUnclear |
/// | `callback.no_tenant` | CatapaUnclear |
/// | `callback.bad_tenant` | CatapaUnclear |
/// | `callback.tenant_not_welcome` | Person |
/// | `refused.invalid_request` | CatapaRefused |
/// | `refused.unauthorized_client` | CatapaRefused |
/// | `refused.access_denied` | CatapaRefused |
/// | `refused.invalid_scope` | CatapaRefused |
/// | `refused.server_error` | CatapaRefused |
/// | `refused.invalid_client` | Caller |
/// | `refused.invalid_grant` | CatapaRefused |
/// | `refused.invalid_token` | CatapaRefused |
/// | `refused.unsupported_grant_type` | CatapaRefused |
/// | `refused.other` | CatapaRefused |
/// | `code.too_old` | Person |
/// | `token.rate_limited` | CatapaRefused |
/// | `token.does_not_fit` | Caller |
/// | `tenant.differs` | CatapaRefused |
/// | `tenant.not_named` | CatapaUnclear |
/// | `tenant.not_welcome` | Person |
/// | `api.path_refused` | Caller |
/// | `api.token_rejected` | CatapaRefused |
/// | `api.forbidden` | CatapaRefused |
/// | `api.rate_limited` | CatapaRefused |
/// | `api.status` | CatapaUnclear |
/// | `reply.not_http` | CatapaUnclear |
/// | `reply.over_limit` | CatapaUnclear |
/// | `reply.cut_short` | CatapaUnclear |
/// | `reply.not_json` | CatapaUnclear |
/// | `reply.member` | CatapaUnclear |
/// | `reply.status` | CatapaUnclear |
pub trait Explain: core::error::Error {
    /// Dotted lower-case words that stay the same from release to release: for logs, metrics and translations.
    fn code(&self) -> &'static str;

    /// Who has to do something about it.
    fn blame(&self) -> Blame;
}

/// Gives an error its words from one table: for each case its code, its [`Blame`] and its sentence, or the error that
/// speaks for it.
///
/// It implements `Display` and [`Explain`]; `#[derive(thiserror::Error)]`, without `#[error(..)]`, does the rest. A case of
/// its own is in parentheses; a name alone is an error that the pattern binds, which speaks for itself.
///
/// ```
/// use catapa_signin::{Blame, Explain, NotAccepted, explain};
///
/// /// Why the person is not signed in.
/// #[derive(Debug, thiserror::Error)]
/// enum NotSignedIn {
///     NotAccepted(NotAccepted),
///     NoCookie { name: &'static str },
/// }
///
/// explain!(NotSignedIn {
///     Self::NotAccepted(why) => why,
///     Self::NoCookie { name } => ("app.no_cookie", Person, "there is no cookie `{name}`"),
/// });
///
/// let error = NotSignedIn::NoCookie { name: "sign-in" };
/// assert_eq!((error.code(), error.blame()), ("app.no_cookie", Blame::Person));
/// assert_eq!(error.to_string(), "there is no cookie `sign-in`");
/// ```
#[macro_export]
macro_rules! explain {
    ($Error:ty $(, <$S:ident>)? { $($case:pat => $words:tt),* $(,)? }) => {
        impl $(<$S: ::core::fmt::Debug>)? $crate::Explain for $Error {
            #[allow(unused_variables, reason = "a case binds what its sentence shows")]
            fn code(&self) -> &'static str {
                match self { $($case => $crate::explain!(@code $words),)* }
            }

            #[allow(unused_variables, reason = "a case binds what its sentence shows")]
            fn blame(&self) -> $crate::Blame {
                match self { $($case => $crate::explain!(@blame $words),)* }
            }
        }

        impl $(<$S>)? ::core::fmt::Display for $Error {
            #[allow(unused_variables, reason = "a case binds what it takes its code from")]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self { $($case => $crate::explain!(@sentence f $words),)* }
            }
        }
    };
    (@code ($code:expr, $blame:ident, $($sentence:tt)*)) => { $code };
    (@code $error:ident) => { $crate::Explain::code($error) };
    (@blame ($code:expr, $blame:ident, $($sentence:tt)*)) => { $crate::Blame::$blame };
    (@blame $error:ident) => { $crate::Explain::blame($error) };
    (@sentence $f:ident ($code:expr, $blame:ident, $($sentence:tt)*)) => { ::core::write!($f, $($sentence)*) };
    (@sentence $f:ident $error:ident) => { ::core::fmt::Display::fmt($error, $f) };
}
