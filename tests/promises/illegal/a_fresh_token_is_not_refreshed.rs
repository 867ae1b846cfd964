use catapa_signin::{Authorized, SignIn};

fn refresh(sign_in: SignIn<'_, Authorized<String>>) {
    let _ = sign_in.refresh_request();
}

fn main() {}
