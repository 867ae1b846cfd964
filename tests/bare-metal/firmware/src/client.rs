//! The client: made once, in its place, before anything is measured.

use core::mem::MaybeUninit;

use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};

/// Makes a device's client in `place`: one tenant, PKCE.
#[inline(never)]
pub fn put(place: &mut MaybeUninit<Client>) -> Option<&Client> {
    let made = Client::new(ClientConfig {
        client_id: "demo-client",
        client_secret: "demo-secret",
        redirect_uri: "https://device.example.com/callback",
        endpoints: Endpoints::new("https://accounts.example.com", "https://api.example.com"),
        tenants: Tenants::Only(&["gdplabs"]),
        options: Options::default().pkce(true),
    });
    match made {
        Ok(client) => Some(place.write(client)),
        Err(_) => None,
    }
}
