use catapa_signin::HaveCode;

fn same_tenant(one: &HaveCode, other: &HaveCode) -> bool {
    one.tenant() == other.tenant()
}

fn main() {}
