//! What people allowed: codes, refresh tokens, access tokens, and the families that tie them together.
//!
//! One decision of a person gives a *family* of tokens. When a code or a refresh token comes a second time, it counts
//! as stolen, and the whole family ends (RFC 6749, 4.1.2 and 10.4).

use alloc::sync::Arc;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

use crate::people::User;

/// What a person allowed, and how the application asked for it.
#[derive(Clone)]
pub(crate) struct Consent {
    pub(crate) user: Arc<User>,
    pub(crate) scope: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: Option<String>,
}

/// A code as the application presents it.
pub(crate) struct PresentedCode<'a> {
    pub(crate) code: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) code_verifier: Option<&'a str>,
    pub(crate) tenant: Option<&'a str>,
}

/// Why a grant is not good: the description that goes with `invalid_grant`.
pub(crate) type InvalidGrant = &'static str;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FamilyId(usize);

#[derive(Default)]
pub(crate) struct Grants {
    families: Vec<Family>,
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, RefreshToken>,
    access_tokens: HashMap<String, AccessToken>,
}

struct Family {
    consent: Consent,
    ended: bool,
}

struct Code {
    consent: Consent,
    expires_at: u64,
    spent: bool,
    gave: Option<FamilyId>,
}

struct RefreshToken {
    family: FamilyId,
    spent: bool,
}

struct AccessToken {
    family: FamilyId,
    expires_at: u64,
}

impl Grants {
    pub(crate) fn add_code(&mut self, code: String, consent: Consent, expires_at: u64) {
        let code_state = Code { consent, expires_at, spent: false, gave: None };
        self.codes.insert(code, code_state);
    }

    /// Spends a code at its tenant, even if a later check refuses it.
    pub(crate) fn redeem_code(&mut self, presented: &PresentedCode<'_>, now: u64) -> Result<FamilyId, InvalidGrant> {
        let code = self
            .codes
            .get_mut(presented.code)
            .filter(|code| is_at(presented.tenant, &code.consent.user))
            .ok_or("The authorization code is unknown.")?;
        if code.spent {
            let gave = code.gave;
            self.end(gave);
            return Err("The authorization code was used before.");
        }
        code.spent = true;
        if now >= code.expires_at {
            return Err("The authorization code has expired.");
        }
        if presented.redirect_uri != code.consent.redirect_uri {
            return Err("The redirect URI is not the one of the authorization request.");
        }
        check_verifier(code.consent.code_challenge.as_deref(), presented.code_verifier)?;

        let family = FamilyId(self.families.len());
        code.gave = Some(family);
        self.families.push(Family { consent: code.consent.clone(), ended: false });
        Ok(family)
    }

    /// Spends a refresh token; with rotation off, it only reads it.
    pub(crate) fn redeem_refresh_token(
        &mut self,
        token: &str,
        tenant: Option<&str>,
        rotation: bool,
    ) -> Result<FamilyId, InvalidGrant> {
        let refresh_token = self.refresh_tokens.get_mut(token).ok_or("The refresh token is unknown.")?;
        let id = refresh_token.family;
        let family = self
            .families
            .get(id.0)
            .filter(|family| is_at(tenant, &family.consent.user))
            .ok_or("The refresh token is unknown.")?;
        if family.ended {
            return Err("The refresh token was revoked.");
        }
        if refresh_token.spent {
            self.end(Some(id));
            return Err("The refresh token was used before.");
        }
        refresh_token.spent = rotation;
        Ok(id)
    }

    pub(crate) fn add_access_token(&mut self, token: String, family: FamilyId, expires_at: u64) {
        self.access_tokens.insert(token, AccessToken { family, expires_at });
    }

    pub(crate) fn add_refresh_token(&mut self, token: String, family: FamilyId) {
        let spent = false;
        self.refresh_tokens.insert(token, RefreshToken { family, spent });
    }

    /// What a family may do.
    pub(crate) fn consent(&self, family: FamilyId) -> Option<&Consent> {
        self.families.get(family.0).map(|family| &family.consent)
    }

    /// The user of an access token that is still good.
    pub(crate) fn bearer(&self, access_token: &str, now: u64) -> Option<Arc<User>> {
        let token = self.access_tokens.get(access_token)?;
        let family = self.families.get(token.family.0)?;
        (now < token.expires_at && !family.ended).then(|| family.consent.user.clone())
    }

    pub(crate) fn revoke_access_tokens(&mut self) {
        self.access_tokens.clear();
    }

    pub(crate) fn end_every_family(&mut self) {
        self.families.iter_mut().for_each(|family| family.ended = true);
    }

    fn end(&mut self, family: Option<FamilyId>) {
        if let Some(family) = family.and_then(|id| self.families.get_mut(id.0)) {
            family.ended = true;
        }
    }
}

/// An absent tenant fits every code. [`TenantPlace`](crate::TenantPlace) says whether it may be absent.
fn is_at(tenant: Option<&str>, user: &User) -> bool {
    tenant.is_none_or(|tenant| tenant == user.tenant())
}

/// RFC 7636, 4.6, with S256 alone.
fn check_verifier(challenge: Option<&str>, verifier: Option<&str>) -> Result<(), InvalidGrant> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err("A code verifier came, but there was no code challenge."),
        (Some(_), None) => Err("The code verifier is missing."),
        (Some(challenge), Some(verifier)) => {
            let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
            if URL_SAFE_NO_PAD.encode(hash) == challenge {
                Ok(())
            } else {
                Err("The code verifier does not match the code challenge.")
            }
        }
    }
}
