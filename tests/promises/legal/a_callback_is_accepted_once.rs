use catapa_signin::{AwaitingCallback, NotAccepted, SignIn, UnixTime};

fn twice(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) {
    let client = sign_in.client();
    let Err(NotAccepted::NotOurs { step, .. }) = sign_in.accept(callback, now) else { return };
    let Ok(sign_in) = client.resume(step) else { return };
    let _ = sign_in.accept(callback, now);
}

fn main() {}
