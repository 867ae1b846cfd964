use catapa_signin::{HaveCode, SignIn};

fn ask(sign_in: SignIn<'_, HaveCode>) {
    let _ = sign_in.user_request();
}

fn main() {}
