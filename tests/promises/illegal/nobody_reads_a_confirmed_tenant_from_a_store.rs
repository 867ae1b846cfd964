use catapa_signin::tenant::Tenant;

fn read<'de, D: serde::Deserializer<'de>>(store: D) -> Result<Tenant, D::Error> {
    serde::Deserialize::deserialize(store)
}

fn main() {}
