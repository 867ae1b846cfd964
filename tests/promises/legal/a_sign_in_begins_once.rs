use catapa_signin::{Client, SignIn, UnixTime};

fn begin(client: &Client, first: [u8; 64], second: [u8; 64], now: UnixTime) {
    let _ = SignIn::new(client).begin(first, now);
    let _ = SignIn::new(client).begin(second, now);
}

fn main() {}
