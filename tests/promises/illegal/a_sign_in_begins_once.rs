use catapa_signin::{Client, SignIn, UnixTime};

fn begin(client: &Client, first: [u8; 64], second: [u8; 64], now: UnixTime) {
    let sign_in = SignIn::new(client);
    let _ = sign_in.begin(first, now);
    let _ = sign_in.begin(second, now);
}

fn main() {}
