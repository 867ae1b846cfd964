use catapa_signin::{User, UserKey};

fn key<'u>(user: &'u User<'_>) -> UserKey<'u> {
    user.key()
}

fn main() {}
