use catapa_signin::{AwaitingCallback, SignIn, UnixTime};

fn trade(sign_in: SignIn<'_, AwaitingCallback>, now: UnixTime) {
    let _ = sign_in.token_request(now);
}

fn main() {}
