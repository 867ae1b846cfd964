use catapa_signin::{Authorized, SignIn};

fn log(sign_in: &SignIn<'_, Authorized<String>>) -> String {
    format!("{}", sign_in.step())
}

fn main() {}
