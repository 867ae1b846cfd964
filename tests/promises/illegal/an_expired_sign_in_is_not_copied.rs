use catapa_signin::{Expired, SignIn};

fn keep(sign_in: SignIn<'_, Expired<String>>) -> (Expired<String>, Expired<String>) {
    (sign_in.step().clone(), sign_in.into_step())
}

fn main() {}
