use catapa_signin::{HaveCode, Reply, SignIn, UnixTime};

fn twice(sign_in: SignIn<'_, HaveCode>, first: Reply<'_>, second: Reply<'_>, now: UnixTime) {
    let _ = sign_in.finish(first, now);
    let _ = sign_in.finish(second, now);
}

fn main() {}
