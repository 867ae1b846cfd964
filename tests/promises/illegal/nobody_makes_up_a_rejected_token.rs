use catapa_signin::TokenRejected;

fn proof() -> TokenRejected {
    TokenRejected { digest: 0 }
}

fn main() {}
