use catapa_signin::Request;

fn log(request: &Request<'_>) -> String {
    format!("{}", request.url())
}

fn main() {}
