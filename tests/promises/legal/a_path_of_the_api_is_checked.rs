use catapa_signin::request::NotAnApiPath;
use catapa_signin::{Authorized, Method, Request, SignIn};

fn call<'a>(sign_in: &'a SignIn<'_, Authorized<String>>) -> Result<Request<'a>, NotAnApiPath> {
    sign_in.api_request(Method::Get, "/core/v1/employees")
}

fn main() {}
