use catapa_signin::Authorized;

fn read<'de, D: serde::Deserializer<'de>>(store: D) -> Result<Authorized<String>, D::Error> {
    serde::Deserialize::deserialize(store)
}

fn main() {}
