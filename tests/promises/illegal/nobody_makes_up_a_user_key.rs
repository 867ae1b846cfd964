use catapa_signin::{ConfirmedTenant, UserKey};

fn key<'u>(tenant: &'u ConfirmedTenant, id: &'u str) -> UserKey<'u> {
    UserKey { realm: "https://api.example.com", tenant, id }
}

fn main() {}
