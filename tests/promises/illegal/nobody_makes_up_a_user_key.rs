use catapa_signin::tenant::ConfirmedTenant;
use catapa_signin::UserKey;

fn key<'u>(tenant: &'u ConfirmedTenant, id: &'u str) -> UserKey<'u> {
    UserKey { user_namespace: "https://api.example.com", tenant, id }
}

fn main() {}
