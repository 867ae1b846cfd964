use catapa_signin::config::ConfigError;
use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};

fn client() -> Result<Client, ConfigError> {
    Client::new(ClientConfig {
        client_id: "my-application",
        client_secret: "keep-this-on-your-server",
        redirect_uri: "https://app.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Only(&["gdplabs"]),
        options: Options::default(),
    })
}

fn main() {}
