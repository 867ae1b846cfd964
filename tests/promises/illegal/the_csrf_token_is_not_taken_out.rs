use catapa_signin::AwaitingCallback;

fn csrf_token(pending: AwaitingCallback) -> String {
    format!("{:?}", pending.csrf_token)
}

fn main() {}
