use catapa_signin::{Authorized, Lifetime, SignIn, TokenRejected};

fn call(sign_in: SignIn<'_, Authorized<String>>, proof: TokenRejected) {
    if let Lifetime::Fresh(sign_in) = sign_in.rejected(proof) {
        let _ = sign_in.user_request();
    }
}

fn main() {}
