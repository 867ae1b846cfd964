use catapa_signin::Client;

fn log(client: &Client) -> String {
    format!("{client:?}")
}

fn main() {}
