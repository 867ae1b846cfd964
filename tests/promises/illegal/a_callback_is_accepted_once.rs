use catapa_signin::{AwaitingCallback, SignIn, UnixTime};

fn twice(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
    let _ = sign_in.accept(callback, now);
    let _ = sign_in.accept(callback, now);
}

fn main() {}
