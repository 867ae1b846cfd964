use catapa_signin::{Authorized, Reply, SignIn};

fn greet(sign_in: &SignIn<'_, Authorized<String>>, reply: Reply<'_>) -> Option<String> {
    Some(sign_in.read_user(reply).ok()?.key().to_string())
}

fn main() {}
