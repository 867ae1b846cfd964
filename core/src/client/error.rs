//! Errors in a configuration, without its values.

/// A part of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is the field that it names")]
pub enum Setting {
    ClientId,
    ClientSecret,
    RedirectUri,
    AccountsOrigin,
    ApiOrigin,
    AuthorizeUrl,
    TokenUrl,
    UserUrl,
    ValidateUrl,
    Tenants,
    Scope,
    Issuer,
    PendingLifetime,
    UserNamespace,
    Product,
}

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::ClientId => "the client id",
            Self::ClientSecret => "the client secret",
            Self::RedirectUri => "the redirect URI",
            Self::AccountsOrigin => "the accounts origin",
            Self::ApiOrigin => "the API origin",
            Self::AuthorizeUrl => "the authorize URL",
            Self::TokenUrl => "the token URL",
            Self::UserUrl => "the user URL",
            Self::ValidateUrl => "the validate URL",
            Self::Tenants => "the list of welcome tenants",
            Self::Scope => "the scope",
            Self::Issuer => "the issuer",
            Self::PendingLifetime => "the lifetime of a pending sign-in",
            Self::UserNamespace => "the namespace of users",
            Self::Product => "the product",
        }
    }
}

/// What is wrong with a part of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// It is empty, or zero.
    Empty,
    /// It is too long.
    TooLong,
    /// It has a character that is not allowed.
    BadCharacter,
    /// It is not an absolute URL.
    NotAUrl,
    /// It is neither https, nor http to `127.0.0.1`, `[::1]` or `localhost`.
    NotHttps,
    /// It has an impossible host or port, or user info.
    BadHost,
    /// An origin has a path or a query.
    NotAnOrigin,
    /// The query of an authorize URL has a parameter that this library sets. Or the query of a redirect URI has a parameter
    /// that the callback brings: `code`, `state`, `tenant`, `error`, `error_description`, `error_uri` or, with an issuer
    /// configured, `iss`. CATAPA would add a second one, and every callback would be refused.
    OurParameter,
}

impl Fault {
    const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::TooLong => "is too long",
            Self::BadCharacter => "has a character that is not allowed",
            Self::NotAUrl => "is not an absolute URL",
            Self::NotHttps => "is not https (http is for 127.0.0.1, [::1] and localhost alone)",
            Self::BadHost => "has no usable host or port, or has user info",
            Self::NotAnOrigin => "is more than scheme, host and port",
            Self::OurParameter => "has a parameter that belongs to the sign-in",
        }
    }
}

/// The configuration is wrong, and the caller must fix it. The error names the field, never its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub struct ConfigError {
    /// The part that is wrong.
    pub field: Setting,
    /// What is wrong with it.
    pub fault: Fault,
}

explain!(ConfigError {
    Self { field, fault } => ("config.invalid", Caller, "{} {}", field.name(), fault.sentence()),
});
