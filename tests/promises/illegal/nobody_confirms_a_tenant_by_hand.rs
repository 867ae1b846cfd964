use catapa_signin::{ClaimedTenant, ConfirmedTenant};

fn confirmed(tenant: ClaimedTenant) -> ConfirmedTenant {
    ConfirmedTenant(tenant)
}

fn main() {}
