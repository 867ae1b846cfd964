use catapa_signin::{Expired, Reply, SignIn, UnixTime};

fn twice(sign_in: SignIn<'_, Expired<String>>, first: Reply<'_>, second: Reply<'_>, now: UnixTime) {
    let _ = sign_in.finish(first, now);
    let _ = sign_in.finish(second, now);
}

fn main() {}
