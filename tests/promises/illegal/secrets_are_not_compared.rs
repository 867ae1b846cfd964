use catapa_signin::HaveCode;

fn same(one: &HaveCode, other: &HaveCode) -> bool {
    one == other
}

fn main() {}
