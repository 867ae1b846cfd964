use catapa_signin::{AwaitingCallback, SignIn, UnixTime};

fn trade(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
    let Ok(sign_in) = sign_in.accept(callback, now) else { return };
    let _ = sign_in.token_request(now);
}

fn main() {}
