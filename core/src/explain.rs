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
    /// The application that uses this library: its configuration, its network, its store, its call.
    Caller,
    /// The person who signs in: too slow, or of a company that is not welcome.
    Person,
}

/// An error with a stable code for machines, and somebody to turn to. Its `Display` is a sentence safe to show to a
/// person: it never quotes what came in.
///
/// # Every code
///
/// Of this crate and of its adapters; … stands for what differs each time.
///
/// | Code | Blame | Sentence | Crate |
/// |---|---|---|---|
/// | `api.forbidden` | CatapaRefused | CATAPA does not allow this | `catapa-signin` |
/// | `api.not_json` | CatapaUnclear | CATAPA's answer is not JSON, from line …, column … on | `catapa-signin-tokens` |
/// | `api.not_serialized` | Caller | what this application sends to CATAPA cannot be written as JSON | `catapa-signin-tokens` |
/// | `api.other_type` | Caller | CATAPA's answer is not what this application expects, at line …, column … | `catapa-signin-tokens` |
/// | `api.path_refused` | Caller | an API path begins with one `/` and has no `..`, broken escape, backslash, `#`, space, control or other foreign character | `catapa-signin` |
/// | `api.rate_limited` | CatapaRefused | CATAPA asks to wait before trying again | `catapa-signin` |
/// | `api.status` | CatapaUnclear | CATAPA answered with HTTP status … | `catapa-signin` |
/// | `api.token_rejected` | CatapaRefused | CATAPA no longer accepts this sign-in's access token | `catapa-signin` |
/// | `callback.bad_code` | CatapaUnclear | CATAPA's answer has a code that cannot be one | `catapa-signin` |
/// | `callback.bad_error` | CatapaUnclear | CATAPA said no without a reason | `catapa-signin` |
/// | `callback.bad_tenant` | CatapaUnclear | CATAPA's answer names a company that cannot be one | `catapa-signin` |
/// | `callback.code_and_error` | CatapaUnclear | CATAPA answered both yes and no | `catapa-signin` |
/// | `callback.neither_code_nor_error` | CatapaUnclear | CATAPA answered neither yes nor no | `catapa-signin` |
/// | `callback.no_tenant` | CatapaUnclear | CATAPA's answer does not name a company | `catapa-signin` |
/// | `callback.not_ours.bad_escape` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.not_ours.duplicate` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.not_ours.no_csrf_token` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.not_ours.other_csrf_token` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.not_ours.other_issuer` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.not_ours.too_long` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin` |
/// | `callback.nothing_pending` | Person | no sign-in waits for this answer | `catapa-signin` |
/// | `callback.tenant_not_welcome` | Person | people of this company cannot sign in here | `catapa-signin` |
/// | `callback.too_late` | Person | this sign-in took too long | `catapa-signin` |
/// | `code.too_old` | Person | this sign-in took too long | `catapa-signin` |
/// | `config.invalid` | Caller | … | `catapa-signin` |
/// | `import.bad_access_token` | Caller | the access token to import is empty, or has a character that none may have | `catapa-signin` |
/// | `import.bad_refresh_token` | Caller | the refresh token to import has a character that none may have | `catapa-signin` |
/// | `import.bad_tenant` | Caller | the tokens to import are for a company that cannot be one | `catapa-signin` |
/// | `import.tenant_differs` | Caller | the access token to import is for another company than the one named with it | `catapa-signin` |
/// | `refused.access_denied` | CatapaRefused | the request for permission was denied | `catapa-signin` |
/// | `refused.consent_required` | CatapaRefused | the person has not agreed to what this application asks for | `catapa-signin` |
/// | `refused.invalid_client` | Caller | CATAPA does not accept the credentials of this application | `catapa-signin` |
/// | `refused.invalid_grant` | CatapaRefused | this sign-in was used before, took too long, or was revoked | `catapa-signin` |
/// | `refused.invalid_request` | CatapaRefused | CATAPA found the request incomplete or invalid | `catapa-signin` |
/// | `refused.invalid_scope` | CatapaRefused | CATAPA does not know the scope that this application asks for | `catapa-signin` |
/// | `refused.invalid_token` | CatapaRefused | this sign-in is too old | `catapa-signin` |
/// | `refused.other` | CatapaRefused | CATAPA refused, for a reason of its own | `catapa-signin` |
/// | `refused.server_error` | CatapaRefused | CATAPA had an unexpected error | `catapa-signin` |
/// | `refused.unauthorized_client` | CatapaRefused | CATAPA does not allow this application to sign people in this way | `catapa-signin` |
/// | `refused.unsupported_grant_type` | CatapaRefused | CATAPA does not support this way of asking for tokens | `catapa-signin` |
/// | `reply.cut_short` | CatapaUnclear | CATAPA's answer was cut short | `catapa-signin` |
/// | `reply.encoded` | CatapaUnclear | CATAPA's answer is in a coding that was not asked for | `catapa-signin` |
/// | `reply.member` | CatapaUnclear | CATAPA's answer cannot be used: its `…` … | `catapa-signin` |
/// | `reply.not_http` | CatapaUnclear | the answer is not a whole HTTP reply | `catapa-signin` |
/// | `reply.not_json` | CatapaUnclear | CATAPA's answer cannot be understood, from byte … on | `catapa-signin` |
/// | `reply.over_limit` | CatapaUnclear | CATAPA's answer is too long | `catapa-signin` |
/// | `reply.status` | CatapaUnclear | CATAPA answered with HTTP status … | `catapa-signin` |
/// | `resume.not_our_step` | Caller | this sign-in was begun by another client | `catapa-signin` |
/// | `resume.nothing_kept` | Caller | there is no sign-in to go on with | `catapa-signin` |
/// | `saved.garbled` | Caller | a saved sign-in cannot be read | `catapa-signin` |
/// | `seal.not_opened` | Caller | what was kept of this sign-in cannot be opened | `catapa-signin-tokens` |
/// | `send.ambiguous` | CatapaUnclear | CATAPA did not answer | `catapa-signin-http` |
/// | `send.buffer_too_small` | Caller | the buffer is too small | `catapa-signin-embedded` |
/// | `send.closed` | CatapaUnclear | the connection ended early | `catapa-signin-embedded` |
/// | `send.connection` | Caller | the connection failed | `catapa-signin-embedded` |
/// | `send.not_http` | CatapaUnclear | what came cannot be used | `catapa-signin-embedded` |
/// | `send.not_sent` | Caller | CATAPA cannot be reached | `catapa-signin-http` |
/// | `send.surplus` | CatapaUnclear | more came than the reply announced | `catapa-signin-embedded` |
/// | `send.unsendable` | Caller | the request's URL or a header cannot be written as HTTP | `catapa-signin-http` |
/// | `sender.certificate` | Caller | a certificate to trust cannot be read | `catapa-signin-http` |
/// | `sender.client` | Caller | the HTTP client cannot be made | `catapa-signin-http` |
/// | `sender.no_crypto_provider` | Caller | TLS has no cryptography: call install_default() of a CryptoProvider of rustls first, or turn on the feature ring or aws-lc-rs | `catapa-signin-http` |
/// | `sender.proxy` | Caller | the proxy must be written as http://host:port | `catapa-signin-http` |
/// | `session_key.garbled` | Caller | this is not a session key | `catapa-signin-tokens` |
/// | `store.address` | Caller | the address of the store cannot be read | `catapa-signin-tokens` |
/// | `store.another_owner` | Caller | … belongs to another user: use a directory of your own | `catapa-signin-tokens` |
/// | `store.bad_key` | Caller | a key of the store is not 1 to 64 letters, digits, `-` and `_` | `catapa-signin-tokens` |
/// | `store.file` | Caller | … cannot be used | `catapa-signin-tokens` |
/// | `store.no_thread` | Caller | no thread can be started for the store of sign-ins | `catapa-signin-tokens` |
/// | `store.no_tls` | Caller | the address of the store asks for TLS, and the feature for it is off | `catapa-signin-tokens` |
/// | `store.not_done` | Caller | the store of sign-ins is away | `catapa-signin-tokens` |
/// | `store.open_to_others` | Caller | … is … by others: chmod … | `catapa-signin-tokens` |
/// | `store.refused` | Caller | … at … does not let this application in | `catapa-signin-tokens` |
/// | `store.symbolic_link` | Caller | … is a symbolic link: … | `catapa-signin-tokens` |
/// | `store.table_name` | Caller | the name of a table has lower-case letters, digits and `_`, does not begin with a digit, and has at most 48 characters | `catapa-signin-sql` |
/// | `store.tls` | Caller | TLS to the store cannot be set up | `catapa-signin-tokens` |
/// | `store.unreachable` | Caller | … at … cannot be reached | `catapa-signin-tokens` |
/// | `store.unsure` | Caller | the store of sign-ins did not answer | `catapa-signin-tokens` |
/// | `tenant.differs` | CatapaRefused | CATAPA's answer is for another company than this sign-in | `catapa-signin` |
/// | `tenant.not_named` | CatapaUnclear | the access token does not say which company it is for | `catapa-signin` |
/// | `tenant.not_welcome` | Person | people of this company cannot sign in here | `catapa-signin` |
/// | `token.does_not_fit` | Caller | a token does not fit where this application keeps it | `catapa-signin` |
/// | `token.rate_limited` | CatapaRefused | CATAPA asks to wait before trying again | `catapa-signin` |
/// | `tokens.ambiguous` | as its cause | it is not known whether this sign-in was renewed | `catapa-signin-tokens` |
/// | `tokens.ambiguous_earlier` | CatapaUnclear | an earlier renewal of this sign-in got no clear answer | `catapa-signin-tokens` |
/// | `tokens.busy` | Caller | this sign-in is being renewed | `catapa-signin-tokens` |
/// | `tokens.lease_ran_out` | CatapaUnclear | the renewal of this sign-in was never finished | `catapa-signin-tokens` |
/// | `tokens.no_entropy` | Caller | this machine gives no randomness | `catapa-signin-tokens` |
/// | `tokens.not_ours` | Caller | this sign-in was begun by another client | `catapa-signin-tokens` |
/// | `tokens.over` | Person | this sign-in has come to its end | `catapa-signin-tokens` |
/// | `tokens.panicked` | Caller | renewing this sign-in broke off | `catapa-signin-tokens` |
/// | `tokens.rate_limited` | CatapaRefused | CATAPA asks to wait before trying again | `catapa-signin-tokens` |
/// | `tokens.sender_panicked` | Caller | sending to CATAPA broke off | `catapa-signin-tokens` |
/// | `tokens.signed_out` | Person | this sign-in is over | `catapa-signin-tokens` |
/// | `web.already_used` | Person | this sign-in is finished already | `catapa-signin-axum` |
/// | `web.cookie_unreadable` | Caller | the cookie of this sign-in cannot be read | `catapa-signin-axum` |
/// | `web.foreign_sign_in` | Stranger | another site tried to start a sign-in | `catapa-signin-axum` |
/// | `web.foreign_sign_out` | Stranger | another site tried to sign you out | `catapa-signin-axum` |
/// | `web.no_cookie` | Person | this browser has no sign-in that waits | `catapa-signin-axum` |
/// | `web.no_entropy` | Caller | this machine gives no randomness | `catapa-signin-axum` |
/// | `web.no_sealing_keys` | Caller | an https redirect URI needs sealing keys, which are the same on every instance | `catapa-signin-axum` |
/// | `web.no_session_layer` | Caller | this application keeps no sessions | `catapa-signin-axum` |
/// | `web.not_ours` | Stranger | this is not the answer that this sign-in waits for | `catapa-signin-axum` |
/// | `web.other_sign_in` | Stranger | this is the answer to another sign-in | `catapa-signin-axum` |
/// | `web.path` | Caller | … cannot be the … path | `catapa-signin-axum` |
/// | `web.same_path` | Caller | two of the paths for sign-in, callback and sign-out are the same: … | `catapa-signin-axum` |
/// | `web.session_store` | Caller | the store of sessions is away | `catapa-signin-axum` |
/// | `web.sign_in_first` | Person | please sign in first | `catapa-signin-axum` |
pub trait Explain: core::error::Error {
    /// Dotted lower-case words that stay the same from release to release: for logs, metrics and translations.
    fn code(&self) -> &'static str;

    /// Who has to do something about it.
    fn blame(&self) -> Blame;
}

/// Gives an error its words from one table: for each case its code, its [`Blame`] and its sentence, or the error that
/// speaks for it.
///
/// It implements `Display` and [`Explain`]; `#[derive(thiserror::Error)]`, without `#[error("..")]`, does the rest. A case
/// of its own is in parentheses; its code and its blame may also be expressions, such as `why.blame()`. A name alone is an
/// error that the pattern binds, bare or in an `Arc` or a `Box`, which speaks for itself.
///
/// Of an error with a type parameter, name it behind a comma: `explain!(NotGranted<S>, <S> { .. })`. If it is a cause, say so
/// too: `<E: Error>`.
///
/// Mark a cause `#[source]`. If the error that speaks for itself may have a cause, mark its variant `#[error(transparent)]`:
/// this passes the cause on, and no sentence is said twice.
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
    ($Error:ty $(, <$S:ident $(: $Bound:path)?>)? { $($case:pat => $words:tt),* $(,)? }) => {
        impl $(<$S: ::core::fmt::Debug $(+ $Bound + 'static)?>)? $crate::Explain for $Error {
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
    (@code ($code:expr, $blame:expr, $($sentence:tt)*)) => { $code };
    (@code $error:ident) => { $error.code() };
    (@blame ($code:expr, $blame:ident, $($sentence:tt)*)) => { $crate::Blame::$blame };
    (@blame ($code:expr, $blame:expr, $($sentence:tt)*)) => { $blame };
    (@blame $error:ident) => { $error.blame() };
    (@sentence $f:ident ($code:expr, $blame:expr, $($sentence:tt)*)) => { ::core::write!($f, $($sentence)*) };
    (@sentence $f:ident $error:ident) => { ::core::fmt::Display::fmt($error, $f) };
}
