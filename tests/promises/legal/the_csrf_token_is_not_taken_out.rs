use catapa_signin::AwaitingCallback;

fn keep(pending: &AwaitingCallback) -> [u8; AwaitingCallback::SAVED_LEN] {
    pending.to_bytes()
}

fn main() {}
