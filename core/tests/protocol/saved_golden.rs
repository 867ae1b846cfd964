//! The golden bytes of saved steps. People's sign-ins are in stores in these forms.
//!
//! **Never change a golden.** Each is what a release wrote, and every later release reads it. If a step's form has to
//! change, give it a new version, and put its golden bytes beside the old ones: the old ones are then only read.

use core::fmt::Debug;

use catapa_signin::config::OpaqueTokens;
use catapa_signin::{Authorized, AwaitingCallback, Expired, HaveCode, Options, SignIn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::saved::pkce;
use crate::story::{Story, access_token};

/// One step as `serde_json` and as `postcard` write it: with names and types, and with neither.
pub(crate) struct Golden {
    pub(crate) json: &'static str,
    postcard: &'static [u8],
}

pub(crate) const AWAITING_CALLBACK: Golden = Golden {
    json: r#"{"step":"awaiting_callback","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","csrf_token":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","verifier":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8","started_at":1700000000}"#,
    postcard: b"\x11awaiting_callback\x01\x16Gmx65bWsN8mNuOBWfw4Pmw\x2bAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\x01\x2bICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\x80\xe2\xcf\xaa\x06",
};

const AWAITING_CALLBACK_WITHOUT_PKCE: Golden = Golden {
    json: r#"{"step":"awaiting_callback","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","csrf_token":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","verifier":null,"started_at":1700000000}"#,
    postcard: b"\x11awaiting_callback\x01\x16Gmx65bWsN8mNuOBWfw4Pmw\x2bAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\x00\x80\xe2\xcf\xaa\x06",
};

pub(crate) const HAVE_CODE: Golden = Golden {
    json: r#"{"step":"have_code","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","code":"SplxlOBeZQQYbYS6WxSbIA","tenant":"gdplabs","verifier":"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8","accepted_at":1700000030}"#,
    postcard: b"\x09have_code\x01\x16Gmx65bWsN8mNuOBWfw4Pmw\x16SplxlOBeZQQYbYS6WxSbIA\x07gdplabs\x01\x2bICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\x9e\xe2\xcf\xaa\x06",
};

const HAVE_CODE_WITHOUT_PKCE: Golden = Golden {
    json: r#"{"step":"have_code","version":1,"client":"Gmx65bWsN8mNuOBWfw4Pmw","code":"SplxlOBeZQQYbYS6WxSbIA","tenant":"gdplabs","verifier":null,"accepted_at":1700000030}"#,
    postcard:
        b"\x09have_code\x01\x16Gmx65bWsN8mNuOBWfw4Pmw\x16SplxlOBeZQQYbYS6WxSbIA\x07gdplabs\x00\x9e\xe2\xcf\xaa\x06",
};

pub(crate) const AUTHORIZED: Golden = Golden {
    json: r#"{"step":"authorized","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","access_token":"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX25hbWUiOiJzaXRpIiwidGVuYW50IjoiZ2RwbGFicyIsImV4cCI6MTcwMDA4NjQzMSwianRpIjoiMSJ9.c2lnbmF0dXJl","refresh_token":"refresh-1","tenant":{"confirmed":"gdplabs"},"scope":"unstated","granted_at":1700000031,"expires_at":1700086431}"#,
    postcard: b"\x0aauthorized\x01\x16OgGMKgF78MVuw3Zx1RQPnw\x8a\x01eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX25hbWUiOiJzaXRpIiwidGVuYW50IjoiZ2RwbGFicyIsImV4cCI6MTcwMDA4NjQzMSwianRpIjoiMSJ9.c2lnbmF0dXJl\x01\x09refresh-1\x01\x07gdplabs\x08unstated\x9f\xe2\xcf\xaa\x06\x01\x9f\x85\xd5\xaa\x06",
};

const AUTHORIZED_WITHOUT_REFRESH_TOKEN: Golden = Golden {
    json: r#"{"step":"authorized","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","access_token":"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX25hbWUiOiJzaXRpIiwidGVuYW50IjoiZ2RwbGFicyIsImV4cCI6MTcwMDA4NjQzMSwianRpIjoiMSJ9.c2lnbmF0dXJl","refresh_token":null,"tenant":{"confirmed":"gdplabs"},"scope":"as_asked","granted_at":1700000031,"expires_at":1700086431}"#,
    postcard: b"\x0aauthorized\x01\x16OgGMKgF78MVuw3Zx1RQPnw\x8a\x01eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX25hbWUiOiJzaXRpIiwidGVuYW50IjoiZ2RwbGFicyIsImV4cCI6MTcwMDA4NjQzMSwianRpIjoiMSJ9.c2lnbmF0dXJl\x00\x01\x07gdplabs\x08as_asked\x9f\xe2\xcf\xaa\x06\x01\x9f\x85\xd5\xaa\x06",
};

/// With an opaque token, which names no tenant and no end.
pub(crate) const AUTHORIZED_BY_AN_OPAQUE_TOKEN: Golden = Golden {
    json: r#"{"step":"authorized","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","access_token":"opaque","refresh_token":null,"tenant":{"claimed":"gdplabs"},"scope":"different","granted_at":1700000031,"expires_at":null}"#,
    postcard: b"\x0aauthorized\x01\x16OgGMKgF78MVuw3Zx1RQPnw\x06opaque\x00\x00\x07gdplabs\x09different\x9f\xe2\xcf\xaa\x06\x00",
};

pub(crate) const EXPIRED: Golden = Golden {
    json: r#"{"step":"expired","version":1,"client":"OgGMKgF78MVuw3Zx1RQPnw","refresh_token":"refresh-1","tenant":"gdplabs"}"#,
    postcard: b"\x07expired\x01\x16OgGMKgF78MVuw3Zx1RQPnw\x09refresh-1\x07gdplabs",
};

/// A pending sign-in as `to_bytes` writes it: version, client, CSRF token, verifier, time.
const AWAITING_CALLBACK_BYTES: &[u8; 89] = b"\x01\
    \x1a\x6c\x7a\xe5\xb5\xac\x37\xc9\x8d\xb8\xe0\x56\x7f\x0e\x0f\x9b\
    \x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\
    \x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\
    \x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2a\x2b\x2c\x2d\x2e\x2f\
    \x30\x31\x32\x33\x34\x35\x36\x37\x38\x39\x3a\x3b\x3c\x3d\x3e\x3f\
    \x00\x00\x00\x00\x65\x53\xf1\x00";

/// The same without a verifier, which is zeros.
const AWAITING_CALLBACK_BYTES_WITHOUT_PKCE: &[u8; 89] = b"\x01\
    \x1a\x6c\x7a\xe5\xb5\xac\x37\xc9\x8d\xb8\xe0\x56\x7f\x0e\x0f\x9b\
    \x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\
    \x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x65\x53\xf1\x00";

/// `step` is written as `golden`, which is read, and written as `golden` again.
fn is_golden<S: Serialize + DeserializeOwned + Debug>(step: &SignIn<'_, S>, golden: &Golden) {
    let json = |step: &S| serde_json::to_string(step).unwrap();
    assert_eq!(json(step.step()), golden.json);
    assert_eq!(json(&serde_json::from_str(golden.json).unwrap()), golden.json);
    let in_another_order: serde_json::Value = serde_json::from_str(golden.json).unwrap();
    assert_eq!(json(&serde_json::from_value(in_another_order).unwrap()), golden.json);

    let postcard = |step: &S| postcard::to_allocvec(step).unwrap().escape_ascii().to_string();
    assert_eq!(postcard(step.step()), golden.postcard.escape_ascii().to_string());
    assert_eq!(postcard(&postcard::from_bytes(golden.postcard).unwrap()), golden.postcard.escape_ascii().to_string());
}

#[test]
fn a_pending_sign_in_is_saved_in_its_golden_forms() {
    is_golden(&pkce().awaiting_callback(), &AWAITING_CALLBACK);
    is_golden(&Story::default().awaiting_callback(), &AWAITING_CALLBACK_WITHOUT_PKCE);
}

#[test]
fn a_pending_sign_in_is_saved_as_its_golden_bytes_of_a_fixed_size() {
    for (story, golden) in [(pkce(), AWAITING_CALLBACK_BYTES), (Story::default(), AWAITING_CALLBACK_BYTES_WITHOUT_PKCE)]
    {
        assert_eq!(&story.awaiting_callback().step().to_bytes(), golden);
        assert_eq!(&AwaitingCallback::from_bytes(golden).unwrap().to_bytes(), golden);
    }
    assert_eq!(AwaitingCallback::SAVED_LEN, 89);
}

#[test]
fn a_code_is_saved_in_its_golden_forms() {
    is_golden(&pkce().have_code(), &HAVE_CODE);
    is_golden(&Story::default().have_code(), &HAVE_CODE_WITHOUT_PKCE);
}

#[test]
fn tokens_with_a_confirmed_tenant_are_saved_in_their_golden_forms() {
    is_golden(&Story::default().authorized(), &AUTHORIZED);
}

#[test]
fn tokens_without_a_refresh_token_are_saved_in_their_golden_forms() {
    let story = Story::with(Options::default().scope("all"));
    let reply = format!(r#"{{"access_token":"{}","expires_in":86400,"scope":"all"}}"#, access_token());
    is_golden(&story.authorized_by(&reply), &AUTHORIZED_WITHOUT_REFRESH_TOKEN);
}

#[test]
fn tokens_with_a_claimed_tenant_and_an_unknown_end_are_saved_in_their_golden_forms() {
    let story = Story::with(Options::default().opaque_tokens(OpaqueTokens::TrustUserReply));
    let reply = r#"{"access_token":"opaque","scope":"all"}"#;
    is_golden(&story.authorized_by(reply), &AUTHORIZED_BY_AN_OPAQUE_TOKEN);
}

#[test]
fn an_expired_sign_in_is_saved_in_its_golden_forms() {
    is_golden(&Story::default().expired(), &EXPIRED);
}

#[test]
fn in_a_format_without_names_another_version_and_a_form_that_breaks_off_are_garbled() {
    fn reads<S: DeserializeOwned>(saved: &[u8]) -> bool {
        postcard::from_bytes::<S>(saved).is_ok()
    }
    fn goldens_of<S: DeserializeOwned>(goldens: &[Golden]) {
        for Golden { postcard, .. } in goldens {
            assert!(reads::<S>(postcard));
            for end in 0..postcard.len() {
                assert!(!reads::<S>(&postcard[..end]), "{end} of {} bytes", postcard.len());
            }
            // The version follows the name of the step, which follows its own length.
            let version = 1 + usize::from(postcard[0]);
            for other in (0..=u8::MAX).filter(|other| *other != 1) {
                let mut saved = postcard.to_vec();
                saved[version] = other;
                assert!(!reads::<S>(&saved), "version {other}");
            }
        }
    }
    goldens_of::<AwaitingCallback>(&[AWAITING_CALLBACK, AWAITING_CALLBACK_WITHOUT_PKCE]);
    goldens_of::<HaveCode>(&[HAVE_CODE, HAVE_CODE_WITHOUT_PKCE]);
    goldens_of::<Authorized<String>>(&[AUTHORIZED, AUTHORIZED_WITHOUT_REFRESH_TOKEN, AUTHORIZED_BY_AN_OPAQUE_TOKEN]);
    goldens_of::<Expired<String>>(&[EXPIRED]);
}
