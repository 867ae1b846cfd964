use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};

fn reuse(sign_in: SignIn<'_, HaveCode>, body: &mut [u8], now: UnixTime) {
    let held = sign_in.finish(Reply::new(200, body), now).map(|tokens| tokens.to_owned_in::<String>());
    let Ok(Ok(sign_in)) = held else { return };
    body.fill(0);
    let _ = sign_in.user_request();
}

fn main() {}
