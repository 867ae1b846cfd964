use catapa_signin::{Authorized, SignIn};

fn hold(sign_in: &SignIn<'_, Authorized<&str>>) {
    let _ = sign_in.hold_in::<String>();
}

fn main() {}
