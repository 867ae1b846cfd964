use catapa_signin::{AwaitingCallback, NotAccepted};

fn again(error: NotAccepted) -> Option<AwaitingCallback> {
    match error {
        NotAccepted::TooLate { step, .. } => Some(step),
        _ => None,
    }
}

fn main() {}
