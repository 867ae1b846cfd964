use catapa_signin::{Authorized, SignIn};

fn send(sign_in: SignIn<'_, Authorized<String>>) -> String {
    let request = sign_in.user_request();
    drop(sign_in);
    request.url().to_string()
}

fn main() {}
