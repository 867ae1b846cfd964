use catapa_signin::{Authorized, Freshness, SignIn, UnixTime};

fn refresh(sign_in: SignIn<'_, Authorized<String>>, now: UnixTime) {
    let Freshness::Expired(sign_in) = sign_in.at(now) else { return };
    let _ = sign_in.refresh_request();
}

fn main() {}
