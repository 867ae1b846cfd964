use catapa_signin::error::TokenRejected;

fn proof() -> TokenRejected {
    TokenRejected { digest: 0 }
}

fn main() {}
