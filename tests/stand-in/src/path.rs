//! The paths of CATAPA, as tests name them.

/// A path of the stand-in. Each has its own count of requests and its own queue of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Path {
    /// `GET /oauth2/authorize`: the browser arrives, and gets the login page.
    Authorize,
    /// `POST /oauth2/login/..`: the person sends the login page.
    Login,
    /// `GET` and `POST /oauth2/consent/..`: the consent page, and the person's decision.
    Consent,
    /// `POST /oauth/token`: trades a code or a refresh token for an access token.
    Token,
    /// `GET /v1/users/me`: who signed in.
    UsersMe,
    /// `GET /v1/oauth-clients/validate-access-token`: is this access token good?
    ValidateAccessToken,
    /// `GET` and `POST /core/v1/employees`: an ordinary API.
    Employees,
    /// Any other path, such as `/oauth2/token`.
    Unknown,
}

impl Path {
    pub(crate) fn of(path: &str) -> Self {
        match path {
            "/oauth2/authorize" => Self::Authorize,
            "/oauth/token" => Self::Token,
            "/v1/users/me" => Self::UsersMe,
            "/v1/oauth-clients/validate-access-token" => Self::ValidateAccessToken,
            "/core/v1/employees" => Self::Employees,
            _ if path.starts_with("/oauth2/login/") => Self::Login,
            _ if path.starts_with("/oauth2/consent/") => Self::Consent,
            _ => Self::Unknown,
        }
    }
}
