use catapa_signin::{AwaitingCallback, SignIn};

fn keep(sign_in: SignIn<'_, AwaitingCallback>) -> ([u8; AwaitingCallback::SAVED_LEN], AwaitingCallback) {
    (sign_in.step().to_bytes(), sign_in.into_step())
}

fn main() {}
