use catapa_signin::{AwaitingCallback, Client, SignIn, UnixTime};

fn begin<'c>(client: Client, entropy: [u8; 64], now: UnixTime) -> SignIn<'c, AwaitingCallback> {
    SignIn::new(&client).begin(entropy, now)
}

fn main() {}
