use catapa_signin::{AwaitingCallback, SignIn};

fn keep(sign_in: SignIn<'_, AwaitingCallback>) -> (AwaitingCallback, AwaitingCallback) {
    (sign_in.step().clone(), sign_in.into_step())
}

fn main() {}
