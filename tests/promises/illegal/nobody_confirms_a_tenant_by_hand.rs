use catapa_signin::tenant::{ClaimedTenant, ConfirmedTenant};

fn confirmed(tenant: ClaimedTenant) -> ConfirmedTenant {
    ConfirmedTenant(tenant)
}

fn main() {}
