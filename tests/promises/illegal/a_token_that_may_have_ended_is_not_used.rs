use catapa_signin::{Authorized, Freshness, SignIn, UnixTime};

fn call(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
    if let Freshness::Expired(_) = sign_in.at(now) {
        let _ = sign_in.user_request();
    }
}

fn main() {}
