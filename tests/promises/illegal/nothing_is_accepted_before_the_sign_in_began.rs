use catapa_signin::{SignIn, UnixTime, Unstarted};

fn accept(sign_in: SignIn<'_, Unstarted>, callback: &str, now: UnixTime) {
    let _ = sign_in.accept(callback, now);
}

fn main() {}
