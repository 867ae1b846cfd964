#![deny(unused_must_use)]

use catapa_signin::{Expired, Reply, SignIn, UnixTime};

fn refresh(sign_in: SignIn<'_, Expired<String>>, reply: Reply<'_>, now: UnixTime) {
    sign_in.finish(reply, now);
}

fn main() {}
