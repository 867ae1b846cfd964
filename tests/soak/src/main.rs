//! Many sign-ins over HTTP/2, each with a refresh, at a CATAPA that breaks at random: see `run`.

mod breaks;
mod person;
mod tally;

use core::error::Error;
use std::io::{Write as _, stdout};
use std::sync::Arc;

use catapa_signin::{Client, ClientConfig, Endpoints, Options, Tenants};
use catapa_signin_async::pki_types::CertificateDer;
use catapa_signin_async::pki_types::pem::PemObject as _;
use catapa_signin_async::{HyperSender, SenderOptions};
use catapa_stand_in::{Path, StandIn};
use tokio::task::JoinSet;

use crate::breaks::Breaks;
use crate::tally::Tally;

const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

/// People who sign in at the same time. They share one connection, and a reset of it leaves all of them in doubt.
const AT_ONCE: usize = 16;

/// After so many the record of the stand-in is read and emptied.
const BATCH: usize = 1_000;

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// What every sign-in needs.
pub(crate) struct World {
    catapa: StandIn,
    client: Client,
    sender: HyperSender,
    breaks: Breaks,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let wanted: usize = std::env::args().nth(1).as_deref().unwrap_or("1000").parse()?;
    let catapa = StandIn::builder().redirect_uri(REDIRECT_URI).tls().start()?;
    let origin = catapa.origin();
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Any,
        options: Options::default(),
    })?;
    let authority = CertificateDer::from_pem_slice(catapa.certificate_pem().ok_or("no certificate")?.as_bytes())?;
    let sender = HyperSender::tokio(SenderOptions::default().trust(authority))?;
    let world = Arc::new(World { catapa, client, sender, breaks: Breaks::default() });

    let mut total = Tally::default();
    while total.sign_ins < wanted {
        total.add(&batch(&world, BATCH.min(wanted - total.sign_ins)).await?);
    }
    writeln!(stdout(), "{total} faults={}", world.breaks.count())?;
    if total.is_clean() { Ok(()) } else { Err("something was lost, or sent twice".into()) }
}

/// Some sign-ins, and what the stand-in has seen of them.
async fn batch(world: &Arc<World>, wanted: usize) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let (mut begun, mut running) = (0, JoinSet::new());
    while tally.sign_ins < wanted {
        while begun < wanted && running.len() < AT_ONCE {
            running.spawn(person::signs_in(Arc::clone(world)));
            begun += 1;
        }
        if let Some(ended) = running.join_next().await {
            tally.add(&ended??);
        }
    }
    for request in world.catapa.requests_to(Path::Token) {
        if let Some(secret) = request.form("code").or_else(|| request.form("refresh_token")) {
            tally.arrived(&secret);
        }
    }
    tally.connections = world.catapa.connections();
    world.catapa.clear_requests();
    world.catapa.clear_failures();
    Ok(tally.settled())
}
