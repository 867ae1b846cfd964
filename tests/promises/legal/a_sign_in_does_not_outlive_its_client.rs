use catapa_signin::{AwaitingCallback, Client, SignIn, UnixTime};

fn begin(client: Client, entropy: [u8; 64], now: UnixTime) -> AwaitingCallback {
    SignIn::new(&client).begin(entropy, now).into_step()
}

fn main() {}
