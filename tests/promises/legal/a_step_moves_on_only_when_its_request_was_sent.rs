use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};

fn trade(sign_in: SignIn<'_, HaveCode>, reply: Reply<'_>, now: UnixTime) {
    let Ok(request) = sign_in.token_request(now) else { return };
    let _ = request.url();
    let _ = sign_in.finish(reply, now);
}

fn main() {}
