use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};

fn ask(sign_in: SignIn<'_, HaveCode>, reply: Reply<'_>, now: UnixTime) {
    let Ok(sign_in) = sign_in.finish(reply, now) else { return };
    let _ = sign_in.user_request();
}

fn main() {}
