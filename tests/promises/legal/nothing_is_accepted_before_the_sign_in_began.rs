use catapa_signin::{SignIn, UnixTime, Unstarted};

fn accept(sign_in: SignIn<'_, Unstarted>, entropy: [u8; 64], callback: &str, now: UnixTime) {
    let _ = sign_in.begin(entropy, now).accept(callback, now);
}

fn main() {}
