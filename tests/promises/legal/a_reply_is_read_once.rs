use catapa_signin::{Authorized, Reply, SignIn};

fn read(sign_in: &SignIn<'_, Authorized<String>>, first: Reply<'_>, second: Reply<'_>) {
    let _ = sign_in.read_user(first);
    let _ = sign_in.read_user(second);
}

fn main() {}
