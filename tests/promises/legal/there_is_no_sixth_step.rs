use catapa_signin::{Client, SignIn, Step};

fn resume<S: Step>(client: &Client, step: S) -> Option<SignIn<'_, S>> {
    client.resume(step).ok()
}

fn main() {}
