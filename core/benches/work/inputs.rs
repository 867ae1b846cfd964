//! The bytes that all of them work on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catapa_signin::UnixTime;

pub(super) const CLIENT_ID: &str = "my-application";
pub(super) const CLIENT_SECRET: &str = "keep-this-on-your-server";
pub(super) const REDIRECT_URI: &str = "https://app.example.com/callback";
pub(super) const AUTHORIZE_URL: &str = "https://accounts-apps.catapa.com/oauth2/authorize";
pub(super) const TOKEN_URL: &str = "https://api-apps.catapa.com/oauth/token";
pub(super) const TENANT: &str = "gdplabs";

pub(super) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
/// When the tokens are due.
pub(super) const LATER: UnixTime = UnixTime::from_secs(1_700_086_400);

pub(super) const ENTROPY: [u8; 64] = {
    let mut bytes = [0; 64];
    let mut index = 0;
    while index < bytes.len() {
        bytes[index] = index as u8;
        index += 1;
    }
    bytes
};

/// The CSRF token that the entropy gives.
pub(super) const CSRF_TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
pub(super) const CODE: &str = "Zm9yLWEtY29kZS1vZi10aGUtbGVuZ3RoLW9mLW9uZQ";
/// The target of the browser's request.
pub(super) const CALLBACK: &str = "/callback?code=Zm9yLWEtY29kZS1vZi10aGUtbGVuZ3RoLW9mLW9uZQ\
    &state=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&tenant=gdplabs";

pub(super) const ERROR_REPLY: &str = r#"{"error":"invalid_grant","error_description":"Invalid authorization code: c0de. It was used, or it is older than five minutes."}"#;

/// Text of this length, of characters that a token may have, without a dot.
fn opaque(length: usize) -> String {
    let characters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..length).map(|index| char::from(characters[index * 7 % characters.len()])).collect()
}

/// A token reply with these tokens.
fn reply_of(access_token: &str, refresh_token: &str) -> String {
    format!(
        r#"{{"access_token":"{access_token}","token_type":"Bearer","refresh_token":"{refresh_token}","expires_in":86400,"scope":""}}"#
    )
}

/// Bytes of both tokens of the ordinary reply.
pub(super) const TOKENS: usize = 1_600;

/// The ordinary one: 1.7 KB.
pub(super) fn reply() -> String {
    reply_of(&opaque(1_200), &opaque(TOKENS - 1_200))
}

/// 8 KB.
pub(super) fn long_reply() -> String {
    reply_of(&opaque(7_500), &opaque(400))
}

/// 8 KB, whose access token is a JWT that names the tenant among many other claims.
pub(super) fn claimed_reply() -> String {
    let claims: String = (0..90).map(|index| format!(r#""claim_{index:03}":"{}","#, opaque(36))).collect();
    let payload = format!(r#"{{{claims}"tenant":"{TENANT}","exp":1700086400}}"#);
    let [header, payload] = [r#"{"alg":"RS256","typ":"JWT"}"#, &payload].map(|part| URL_SAFE_NO_PAD.encode(part));
    let signature = URL_SAFE_NO_PAD.encode(opaque(256));
    reply_of(&format!("{header}.{payload}.{signature}"), &opaque(400))
}
