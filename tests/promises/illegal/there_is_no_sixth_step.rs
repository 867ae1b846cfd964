use catapa_signin::Step;

struct AlreadySignedIn;

impl Step for AlreadySignedIn {
    const NAME: &'static str = "already_signed_in";
}

fn main() {}
