use catapa_signin::{Authorized, Method, PathRefused, Request, SignIn};

fn call<'a>(sign_in: &'a SignIn<'_, Authorized<String>>) -> Result<Request<'a>, PathRefused> {
    sign_in.api_request(Method::Get, "/core/v1/employees")
}

fn main() {}
