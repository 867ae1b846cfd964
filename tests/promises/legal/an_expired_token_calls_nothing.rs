use catapa_signin::{Expired, Method, Reply, SignIn, UnixTime};

fn call(sign_in: SignIn<'_, Expired<String>>, reply: Reply<'_>, now: UnixTime) {
    let Ok(sign_in) = sign_in.finish(reply, now) else { return };
    let _ = sign_in.api_request(Method::Get, "/core/v1/employees");
}

fn main() {}
