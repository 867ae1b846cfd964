//! `GET /oauth2/authorize`: the person logs in, then decides.
//!
//! There are no cookies: the address of each form names the sign-in and cannot be guessed. So `curl` walks the forms as
//! a browser does.

use alloc::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{Response, StatusCode, header};

use crate::callback::Callback;
use crate::catapa::Catapa;
use crate::fault::Fault;
use crate::grants::Consent;
use crate::lock::Lock as _;
use crate::pages::{self, Problem};
use crate::parameters::Parameters;
use crate::people::User;
use crate::refusal::Failed;
use crate::settings::GrantType;
use crate::sign_ins::{AuthorizationRequest, SignIn};

/// How long a person may take over the two pages.
const SIGN_IN_LIFETIME: u64 = 600;

pub(crate) async fn authorize(
    State(catapa): State<Arc<Catapa>>,
    Extension(fault): Extension<Arc<Fault>>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let callback = match callback(&catapa, &parameters) {
        Ok(callback) => callback,
        Err(problem) => return pages::problem(problem),
    };
    if let Some((error, description)) = &fault.callback_error {
        let url = callback.with_error(error, description.as_deref(), &fault);
        return failed(redirect(StatusCode::FOUND, &url));
    }
    let request = match authorization_request(&catapa, &parameters, callback.clone()) {
        Ok(request) => request,
        Err((error, description)) => {
            let url = callback.with_error(error, Some(description), &fault);
            return failed(redirect(StatusCode::FOUND, &url));
        }
    };

    let now = catapa.clock.now();
    let sign_in = SignIn { request, user: None, expires_at: now.saturating_add(SIGN_IN_LIFETIME) };
    let id = catapa.entropy.draw();
    let mut sign_ins = catapa.sign_ins.hold();
    sign_ins.retain(|_, sign_in| now < sign_in.expires_at);
    sign_ins.insert(id.clone(), sign_in);
    pages::login(&catapa, &id, None)
}

/// Where an error may go: to no redirect URI unless client and redirect URI are known (RFC 6749, 4.1.2.1).
fn callback(catapa: &Catapa, parameters: &Parameters) -> Result<Callback, Problem> {
    let settings = &catapa.settings;
    if parameters.present("client_id") != Some(&settings.client_id) {
        return Err(Problem::UnknownClient);
    }
    let redirect_uri = parameters
        .present("redirect_uri")
        .filter(|uri| settings.redirect_uris.iter().any(|known| known == uri))
        .ok_or(Problem::UnknownRedirectUri)?;
    Ok(Callback {
        redirect_uri: redirect_uri.into(),
        state: parameters.present("state").map(Into::into),
        issuer: settings.issuer.clone(),
    })
}

fn authorization_request(
    catapa: &Catapa,
    parameters: &Parameters,
    callback: Callback,
) -> Result<AuthorizationRequest, (&'static str, &'static str)> {
    if parameters.repeat() {
        return Err(("invalid_request", "A parameter came twice."));
    }
    if parameters.value("response_type") != Some("code") {
        return Err(("invalid_request", "response_type must be code."));
    }
    if !catapa.settings.grant_types.contains(&GrantType::AuthorizationCode) {
        return Err(("unauthorized_client", "This client may not use authorization_code."));
    }
    let scope = match parameters.present("scope") {
        None => return Err(("invalid_request", "scope is missing; it may be empty.")),
        Some(scope @ ("" | "all")) => scope.into(),
        Some(_) => return Err(("invalid_scope", "The scope is unknown.")),
    };
    let code_challenge = code_challenge(parameters)?;
    Ok(AuthorizationRequest { callback, scope, code_challenge })
}

/// RFC 7636, 4.3: 43 characters of base64url, and S256 alone.
fn code_challenge(parameters: &Parameters) -> Result<Option<String>, (&'static str, &'static str)> {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match (parameters.value("code_challenge"), parameters.value("code_challenge_method")) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(("invalid_request", "code_challenge is missing.")),
        (Some(challenge), Some("S256")) if challenge.len() == 43 && challenge.bytes().all(base64url) => {
            Ok(Some(challenge.into()))
        }
        (Some(_), Some("S256")) => Err(("invalid_request", "code_challenge is malformed.")),
        (Some(_), _) => Err(("invalid_request", "code_challenge_method must be S256.")),
    }
}

pub(crate) async fn login(State(catapa): State<Arc<Catapa>>, Path(id): Path<String>, body: Bytes) -> Response<Body> {
    let Some(sign_in) = sign_in(&catapa, &id) else {
        return pages::problem(Problem::SignInOver);
    };
    let parameters = Parameters::parse(&body);
    let username = parameters.value("username").unwrap_or_default();
    let password = parameters.value("password").unwrap_or_default();
    let is_them = |user: &&Arc<User>| user.username() == username && user.password() == password;
    let Some(user) = catapa.users.iter().find(is_them) else {
        return failed(pages::login(&catapa, &id, Some(username)));
    };
    let user = Some(user.clone());
    catapa.sign_ins.hold().insert(id.clone(), SignIn { user, ..sign_in });
    redirect(StatusCode::SEE_OTHER, &format!("/oauth2/consent/{id}"))
}

pub(crate) async fn consent_page(State(catapa): State<Arc<Catapa>>, Path(id): Path<String>) -> Response<Body> {
    match sign_in(&catapa, &id) {
        Some(SignIn { user: Some(user), request, .. }) => {
            pages::consent(&catapa, &id, &user, &request.callback.redirect_uri)
        }
        Some(SignIn { user: None, .. }) => pages::login(&catapa, &id, None),
        None => pages::problem(Problem::SignInOver),
    }
}

pub(crate) async fn decide(
    State(catapa): State<Arc<Catapa>>,
    Extension(fault): Extension<Arc<Fault>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response<Body> {
    let Some(SignIn { request, user: Some(user), .. }) = sign_in(&catapa, &id) else {
        return pages::problem(Problem::SignInOver);
    };
    let parameters = Parameters::parse(&body);
    let allowed = match parameters.value("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return pages::problem(Problem::NoDecision),
    };
    catapa.sign_ins.hold().remove(&id);
    let callback = request.callback.clone();
    let url = match &fault.callback_error {
        Some((error, description)) => callback.with_error(error, description.as_deref(), &fault),
        None if allowed => {
            let code = catapa.entropy.draw();
            let url = callback.with_code(&code, user.tenant(), &fault);
            add_code(&catapa, code, request, user);
            url
        }
        None => callback.with_error("access_denied", Some("The user denied the request."), &fault),
    };
    redirect(StatusCode::SEE_OTHER, &url)
}

fn add_code(catapa: &Catapa, code: String, request: AuthorizationRequest, user: Arc<User>) {
    let consent = Consent {
        user,
        scope: request.scope,
        redirect_uri: request.callback.redirect_uri,
        code_challenge: request.code_challenge,
    };
    let expires_at = catapa.clock.now().saturating_add(catapa.settings.code_lifetime);
    catapa.grants.hold().add_code(code, consent, expires_at);
}

fn sign_in(catapa: &Catapa, id: &str) -> Option<SignIn> {
    let sign_ins = catapa.sign_ins.hold();
    let sign_in = sign_ins.get(id)?;
    (catapa.clock.now() < sign_in.expires_at).then(|| sign_in.clone())
}

fn failed(mut response: Response<Body>) -> Response<Body> {
    response.extensions_mut().insert(Failed);
    response
}

/// A redirect without a referrer, because the address of a form is a secret of the sign-in.
fn redirect(status: StatusCode, location: &str) -> Response<Body> {
    let Ok(location) = header::HeaderValue::from_str(location) else {
        return pages::problem(Problem::UnknownRedirectUri);
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    response
}
