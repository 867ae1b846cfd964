use catapa_signin::tenant::{ClaimedTenant, ConfirmedTenant, Tenant};

fn confirmed(tenant: Tenant) -> Result<ConfirmedTenant, ClaimedTenant> {
    match tenant {
        Tenant::Confirmed(tenant) => Ok(tenant),
        Tenant::Claimed(tenant) => Err(tenant),
    }
}

fn main() {}
