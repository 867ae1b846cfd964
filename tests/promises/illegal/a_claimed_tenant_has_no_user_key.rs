use catapa_signin::{HaveCode, SignIn};

fn greet(sign_in: &SignIn<'_, HaveCode>) -> String {
    sign_in.step().tenant().key().to_string()
}

fn main() {}
