use catapa_signin::{ApiError, Authorized, Reply, SignIn, TokenRejected};

fn proof(sign_in: &SignIn<'_, Authorized<String>>, reply: Reply<'_>) -> Option<TokenRejected> {
    match sign_in.api_reply(reply) {
        Err(ApiError::TokenRejected(proof)) => Some(proof),
        _ => None,
    }
}

fn main() {}
