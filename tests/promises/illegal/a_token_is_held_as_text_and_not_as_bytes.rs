use catapa_signin::{Authorized, SignIn};

fn from_token_text(sign_in: &SignIn<'_, Authorized<&str>>) {
    let _ = sign_in.to_owned_in::<Vec<u8>>();
}

fn main() {}
