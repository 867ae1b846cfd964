use catapa_signin::{AwaitingCallback, HaveCode, SignIn, UnixTime};

fn code(sign_in: SignIn<'_, AwaitingCallback>, callback: &str, now: UnixTime) -> Option<HaveCode> {
    Some(sign_in.accept(callback, now).ok()?.into_step())
}

fn main() {}
