//! `POST /oauth/token`: trades a code or a refresh token for an access token.

use alloc::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::catapa::Catapa;
use crate::fault::Fault;
use crate::grants::{Consent, FamilyId, Grants, InvalidGrant, PresentedCode};
use crate::headers::{Several, basic, has_content_type, sole_header};
use crate::json;
use crate::lock::Lock as _;
use crate::parameters::Parameters;
use crate::refusal::{self, Refusal};
use crate::settings::{GrantType, TenantPlace};

pub(crate) async fn token(
    State(catapa): State<Arc<Catapa>>,
    Extension(fault): Extension<Arc<Fault>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let parameters = Parameters::parse(&body);
    let reply = authenticate(&catapa, &fault, &headers)
        .and_then(|()| well_formed(&headers, &parameters))
        .and_then(|()| tenant(&catapa, &headers, &parameters))
        .and_then(|tenant| exchange(&catapa, &fault, tenant.as_deref(), &parameters));
    reply.unwrap_or_else(|refusal| refusal.into_response(&catapa, &fault, uri.path()))
}

fn authenticate(catapa: &Catapa, fault: &Fault, headers: &HeaderMap) -> Result<(), Refusal> {
    let settings = &catapa.settings;
    let reading = fault.credentials.unwrap_or(settings.credentials);
    let expected = (settings.client_id.clone(), settings.client_secret.clone());
    if basic(headers, reading) == Some(expected) {
        Ok(())
    } else {
        Err(Refusal::oauth("invalid_client", "Bad client credentials."))
    }
}

fn well_formed(headers: &HeaderMap, parameters: &Parameters) -> Result<(), Refusal> {
    if !has_content_type(headers, "application/x-www-form-urlencoded") {
        return Err(invalid_request("The body must be application/x-www-form-urlencoded."));
    }
    if parameters.repeat() {
        return Err(invalid_request("A parameter came twice."));
    }
    if parameters.present("client_secret").is_some() {
        return Err(invalid_request("The client must authenticate by HTTP Basic alone."));
    }
    Ok(())
}

/// The tenant, from the place where the stand-in wants it.
fn tenant(catapa: &Catapa, headers: &HeaderMap, parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let header = sole_header(headers, "tenant").map_err(|Several| invalid_request("The Tenant header came twice."))?;
    let field = parameters.value("tenant");
    match catapa.settings.tenant_place {
        TenantPlace::Header if header.is_none() => Err(invalid_request("The Tenant header is missing.")),
        TenantPlace::Body if field.is_none() => Err(invalid_request("The tenant parameter is missing.")),
        _ => match (header, field) {
            (Some(header), Some(field)) if header != field => {
                Err(invalid_request("The Tenant header and the tenant parameter differ."))
            }
            (header, field) => Ok(header.or(field).map(Into::into)),
        },
    }
}

fn exchange(
    catapa: &Catapa,
    fault: &Fault,
    tenant: Option<&str>,
    parameters: &Parameters,
) -> Result<Response<Body>, Refusal> {
    let required = |name, message| parameters.value(name).ok_or_else(|| invalid_request(message));
    let now = catapa.clock.now();
    let mut grants = catapa.grants.hold();
    let (family, refresh_token) = match required("grant_type", "grant_type is missing.")? {
        "authorization_code" => {
            allowed(catapa, GrantType::AuthorizationCode)?;
            let presented = PresentedCode {
                code: required("code", "code is missing.")?,
                redirect_uri: required("redirect_uri", "redirect_uri is missing.")?,
                code_verifier: parameters.value("code_verifier"),
                tenant,
            };
            (grants.redeem_code(&presented, now).map_err(invalid_grant)?, None)
        }
        "refresh_token" => {
            allowed(catapa, GrantType::RefreshToken)?;
            let token = required("refresh_token", "refresh_token is missing.")?;
            let rotation = catapa.settings.rotation && !fault.keeps_refresh_token && fault.gives_refresh_token();
            let family = grants.redeem_refresh_token(token, tenant, rotation).map_err(invalid_grant)?;
            (family, (!rotation).then(|| token.into()))
        }
        _ => {
            return Err(Refusal::oauth(
                "unsupported_grant_type",
                "grant_type must be authorization_code or refresh_token.",
            ));
        }
    };
    Ok(grant(catapa, fault, &mut grants, family, refresh_token))
}

fn allowed(catapa: &Catapa, grant_type: GrantType) -> Result<(), Refusal> {
    if catapa.settings.grant_types.contains(&grant_type) {
        Ok(())
    } else {
        Err(Refusal::oauth("unauthorized_client", "This client is not authorized for this grant type."))
    }
}

/// The reply: a new access token, and a new refresh token unless the old one stays.
fn grant(
    catapa: &Catapa,
    fault: &Fault,
    grants: &mut Grants,
    family: FamilyId,
    old_refresh_token: Option<String>,
) -> Response<Body> {
    let lifetime = catapa.settings.access_token_lifetime;
    let expires_at = catapa.clock.now().saturating_add(lifetime);
    let Some(consent) = grants.consent(family).cloned() else {
        return Refusal::oauth("invalid_grant", "The grant is unknown.").into_response(catapa, fault, "");
    };
    let access_token = access_token(catapa, fault, &consent, expires_at);
    grants.add_access_token(access_token.clone(), family, expires_at);
    let refresh_token = old_refresh_token.unwrap_or_else(|| {
        let token = catapa.entropy.draw();
        grants.add_refresh_token(token.clone(), family);
        token
    });
    refusal::json(
        StatusCode::OK,
        &json!({
            "access_token": access_token,
            "refresh_token": refresh_token,
            "token_type": "Bearer",
            "expires_in": lifetime,
            "scope": consent.scope,
        }),
    )
}

/// A JWT like CATAPA's: it names the tenant, and no `sub`.
fn access_token(catapa: &Catapa, fault: &Fault, consent: &Consent, expires_at: u64) -> String {
    let id = catapa.entropy.draw();
    if fault.opaque_access_token {
        return id;
    }
    let claims = json!({
        "tenant": consent.user.tenant(),
        "user_name": consent.user.username(),
        "client_id": catapa.settings.client_id,
        "scope": [consent.scope],
        "exp": expires_at,
        "jti": id,
    })
    .to_string()
    .into_bytes();
    let claims = json::edit(&claims, &fault.claims).unwrap_or(claims);
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
    let signature = catapa.entropy.sign(&message);
    format!("{message}.{signature}")
}

fn invalid_request(message: &'static str) -> Refusal {
    Refusal::oauth("invalid_request", message)
}

fn invalid_grant(message: InvalidGrant) -> Refusal {
    Refusal::oauth("invalid_grant", message)
}
