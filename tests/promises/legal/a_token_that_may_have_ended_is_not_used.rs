use catapa_signin::{Authorized, Lifetime, SignIn, UnixTime};

fn call(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
    if let Lifetime::Fresh(sign_in) = sign_in.at(now) {
        let _ = sign_in.user_request();
    }
}

fn main() {}
