use catapa_signin::{Client, HaveCode, SignIn};

fn resume(client: &Client, kept: SignIn<'_, HaveCode>) {
    let _ = client.resume(kept.into_step());
}

fn main() {}
