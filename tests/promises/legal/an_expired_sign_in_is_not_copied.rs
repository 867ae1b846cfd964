use catapa_signin::{Expired, SignIn};

fn keep(sign_in: SignIn<'_, Expired<String>>) -> (String, Expired<String>) {
    (sign_in.step().expose_refresh_token().to_owned(), sign_in.into_step())
}

fn main() {}
