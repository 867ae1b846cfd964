use catapa_signin::{HaveCode, NotGranted, Reply, SignIn, UnixTime};

fn twice(sign_in: SignIn<'_, HaveCode>, first: Reply<'_>, second: Reply<'_>, now: UnixTime) {
    let client = sign_in.client();
    let Err(NotGranted::RateLimited { step, .. }) = sign_in.finish(first, now) else { return };
    let Ok(sign_in) = client.resume(step) else { return };
    let _ = sign_in.finish(second, now);
}

fn main() {}
