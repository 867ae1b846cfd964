use catapa_signin::{Authorized, Reply, SignIn};

fn read(sign_in: &SignIn<'_, Authorized<String>>, reply: Reply<'_>) {
    let _ = sign_in.read_user(reply);
    let _ = sign_in.read_user(reply);
}

fn main() {}
