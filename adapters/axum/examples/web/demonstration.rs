//! A stand-in for CATAPA, for whoever has no client of CATAPA's yet.

use core::net::SocketAddr;
use std::io::{self, Write as _};

use catapa_stand_in::{StandIn, User};

use crate::SignInError;
use crate::settings::Settings;

/// Starts it, for an application at this address. It lives as long as what is returned.
pub(crate) fn start(address: SocketAddr) -> Result<(Settings, StandIn), SignInError> {
    let redirect_uri = format!("http://{address}/catapa/callback");
    let stand_in =
        StandIn::builder().redirect_uri(&redirect_uri).application_name("Kopi Kantor").users(people()).start()?;
    let settings = Settings::for_stand_in(redirect_uri, stand_in.origin())?;
    writeln!(io::stdout(), "A stand-in for CATAPA runs in this process. Sign in as siti, with the password rahasia.")?;
    Ok((settings, stand_in))
}

/// Three colleagues; each has the password `rahasia`.
fn people() -> [User; 3] {
    let person = |id: &str, username: &str, name: &str| {
        User::new(id, username, "rahasia", "gdplabs")
            .email(format!("{username}@example.com"))
            .employee(format!("e-{id}"), name)
            .role("r-1", "Employee")
    };
    [
        person("1001", "siti", "Siti Rahayu").role("r-2", "Payroll Administrator"),
        person("1002", "dewi", "Dewi Lestari"),
        person("1003", "budi", "Budi Santoso"),
    ]
}
