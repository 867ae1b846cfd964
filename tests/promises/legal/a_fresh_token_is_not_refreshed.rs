use catapa_signin::{Authorized, Lifetime, SignIn, UnixTime};

fn refresh(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
    let Lifetime::Expired(sign_in) = sign_in.at(now) else { return };
    let _ = sign_in.refresh_request();
}

fn main() {}
