use catapa_signin::error::TokenRejected;
use catapa_signin::{ApiError, Authorized, Reply, SignIn};

fn proof(sign_in: &SignIn<'_, Authorized<String>>, reply: Reply<'_>) -> Option<TokenRejected> {
    match sign_in.read_api(reply) {
        Err(ApiError::TokenRejected(proof)) => Some(proof),
        _ => None,
    }
}

fn main() {}
