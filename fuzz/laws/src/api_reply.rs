//! Replies of CATAPA's API.

#[cfg(test)]
mod tests;

use catapa_signin::reply::ApiReply;
use catapa_signin::{ApiError, Freshness, Reply};

use crate::world;

/// A success hands the body over untouched; a 401, and nothing else, is the proof that ends this very token; and nothing
/// that a reply says changes the sign-in.
///
/// The first line is the status, and the value of `Retry-After`; the rest is the body.
pub fn api_reply(data: &[u8]) -> &'static str {
    let Some((status, wait, body)) = world::status_and_body(data) else { return "no reply" };
    let (mut buffer, sign_in) = (body.to_owned(), world::authorized());
    let before = world::saved(sign_in.step());
    let outcome = sign_in.read_api(Reply::new(status, &mut buffer).header("Retry-After", wait));
    let kind = kind(status, body, &outcome);
    if let Err(ApiError::RateLimited { retry_after }) = outcome {
        world::is_a_wait(retry_after, wait);
    }
    let user = sign_in.read_user(Reply::new(status, &mut body.to_owned())).map(drop);
    assert!(user.is_err() || status == 200, "only CATAPA's plain yes vouches for a tenant");
    assert_eq!(world::saved(sign_in.step()), before, "the sign-in is untouched");
    if let Err(ApiError::TokenRejected(proof)) = outcome {
        assert!(matches!(sign_in.rejected(proof), Freshness::Expired(_)), "the proof is about this token");
    }
    kind
}

/// What a reply with this status and this body came to.
fn kind(status: u16, body: &[u8], outcome: &Result<ApiReply<'_>, ApiError>) -> &'static str {
    match (status, outcome) {
        (200..=299, Ok(reply)) => {
            assert_eq!((reply.status(), reply.body()), (status, body), "untouched");
            "success"
        }
        (401, Err(ApiError::TokenRejected(_))) => "rejected",
        (403, Err(ApiError::Forbidden { .. })) => "forbidden",
        (429, Err(ApiError::RateLimited { .. })) => "rate limited",
        // These have outcomes of their own.
        (200..=299 | 401 | 403 | 429, _) => panic!("{outcome:?} is no answer to {status}"),
        (_, Err(ApiError::Status { status: told, problem })) => {
            assert_eq!(*told, status);
            let is_short = |text: Option<&str>, longest: usize| text.is_none_or(|text| text.len() <= longest);
            assert!(problem.as_ref().is_none_or(|it| is_short(it.code(), 64) && is_short(it.message(), 256)));
            "another status"
        }
        _ => panic!("{outcome:?} is no answer to {status}"),
    }
}
