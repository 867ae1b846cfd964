use catapa_signin::{Authorized, SignIn};

fn send(sign_in: SignIn<'_, Authorized<String>>) -> String {
    let request = sign_in.user_request();
    let url = request.url().to_string();
    drop(sign_in);
    url
}

fn main() {}
