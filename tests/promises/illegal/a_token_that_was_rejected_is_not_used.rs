use catapa_signin::error::TokenRejected;
use catapa_signin::{Authorized, Freshness, SignIn};

fn call(sign_in: SignIn<'_, Authorized<String>>, proof: TokenRejected) {
    if let Freshness::Expired(_) = sign_in.rejected(proof) {
        let _ = sign_in.user_request();
    }
}

fn main() {}
