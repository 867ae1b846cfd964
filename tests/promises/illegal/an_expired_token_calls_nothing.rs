use catapa_signin::{Expired, Method, SignIn};

fn call(sign_in: SignIn<'_, Expired<String>>) {
    let _ = sign_in.api_request(Method::Get, "/core/v1/employees");
}

fn main() {}
