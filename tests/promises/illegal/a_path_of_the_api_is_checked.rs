use catapa_signin::{Authorized, Method, Request, SignIn};

fn call<'a>(sign_in: &'a SignIn<'_, Authorized<String>>) -> Request<'a> {
    sign_in.api_request(Method::Get, "https://elsewhere.example.com/")
}

fn main() {}
