//! How many round trips it takes, and how many connections, by us and by others, over TLS, in one run.
//!
//! First over a path of 50 ms, connecting included: an exchange on no connection, on one that was used a moment ago, and on
//! one that was idle for six seconds; who signed in; ten API calls, one after the other; a hundred at once. Then over
//! loopback: calls per second, and what a call costs the client's thread.

mod path;
mod way;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use catapa_signin::{Authorized, Client, ClientConfig, Endpoints, Method, Options, SignIn, Tenants, UnixTime};
use catapa_signin_async::{ReplyBuffer, SendError, send};
use catapa_stand_in::StandIn;
use cpu_time::ThreadTime;
use futures_util::future::try_join_all;

use crate::path::Path;
use crate::way::{Failure, Kind, Way};

const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";

/// Longer than a connection counts as live, shorter than servers keep one that is idle.
const IDLE: Duration = Duration::from_secs(6);

/// Each figure is the median of so many.
const ROUNDS: usize = 5;

/// Calls over loopback, for each way, one after the other.
const CALLS: u32 = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Server {
    Http2,
    Http1,
}

/// The figures of one way, in seconds.
#[derive(Default)]
struct Figures {
    cold: Vec<f64>,
    live: Vec<f64>,
    idled: Vec<f64>,
    user: Vec<f64>,
    api10: Vec<f64>,
    api100: Vec<f64>,
    connections: usize,
}

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let round_trip = Path::measured_round_trip()?.as_secs_f64();
    println!("one round trip over the path: {:.1} ms", round_trip * 1e3);
    let trips = |times: &[f64]| median(times) / round_trip;
    let mut of_ours = Vec::new();
    let mut vs_pooled = Vec::new();
    for server in [Server::Http2, Server::Http1] {
        let catapa = stand_in(server)?;
        let path = Path::to(address_of(&catapa)?)?;
        let world = World::new(&catapa, &format!("https://{}", path.address))?;
        println!("{}", heading(server));
        let mut rows = Vec::new();
        for kind in Kind::ALL {
            let figures = runtime.block_on(over_the_path(kind, &world, &path))?;
            println!("{}", row(kind, &figures, trips));
            rows.push(figures);
        }
        let [ours, pooled, blocking, _] = &rows[..] else { return Err("four ways".into()) };
        let times = |a: &[f64], b: &[f64]| median(a) / median(b);
        vs_pooled.push((times(&ours.api10, &pooled.api10), times(&ours.api100, &pooled.api100)));
        of_ours.push((trips(&ours.cold), trips(&ours.live), trips(&ours.idled), trips(&blocking.cold)));
        if server == Server::Http2 {
            of_ours.push((trips(&ours.user), trips(&ours.api10), 0.0, 0.0));
        }
    }
    let mut rates_vs_pooled = Vec::new();
    for server in [Server::Http2, Server::Http1] {
        let catapa = stand_in(server)?;
        let world = World::new(&catapa, &catapa.origin())?;
        println!("{}", loopback_heading(server));
        let mut rates = Vec::new();
        for kind in Kind::ALL {
            let (per_second, cpu_us) = runtime.block_on(over_loopback(kind, &world))?;
            println!("| {} | {per_second:.0} | {cpu_us:.0} |", kind.name());
            rates.push(per_second);
        }
        rates_vs_pooled.push(rates[0] / rates[1]);
    }
    println!(
        "round_trips exchange={:.2} exchange_after_idling={:.2} exchange_fresh={:.2} exchange_http1={:.2} \
         exchange_ureq={:.2} user={:.2} api10={:.2} api10_vs_pooled={:.2} api100_vs_pooled={:.2} calls_per_second_vs_pooled={:.2}",
        of_ours[0].1,
        of_ours[0].2,
        of_ours[0].0,
        of_ours[2].1,
        of_ours[0].3.max(of_ours[2].3),
        of_ours[1].0,
        of_ours[1].1,
        worst(vs_pooled.iter().map(|(api10, _)| *api10)),
        worst(vs_pooled.iter().map(|(_, api100)| *api100)),
        rates_vs_pooled.iter().copied().fold(f64::INFINITY, f64::min),
    );
    Ok(())
}

fn stand_in(server: Server) -> Result<StandIn, Failure> {
    let builder = StandIn::builder().redirect_uri(REDIRECT_URI).tls();
    Ok(match server {
        Server::Http2 => builder.start()?,
        Server::Http1 => builder.http1_only().start()?,
    })
}

fn address_of(catapa: &StandIn) -> Result<SocketAddr, Failure> {
    let origin = catapa.origin();
    let port = origin.rsplit(':').next().ok_or("no port")?.parse()?;
    Ok(SocketAddr::from(([127, 0, 0, 1], port)))
}

/// A client whose requests go to `origin`, and somebody who has signed in there.
struct World<'a> {
    catapa: &'a StandIn,
    client: Client,
    authority: String,
}

impl<'a> World<'a> {
    fn new(catapa: &'a StandIn, origin: &str) -> Result<Self, Failure> {
        let client = Client::new(ClientConfig {
            client_id: "stand-in-client",
            client_secret: "stand-in-secret",
            redirect_uri: REDIRECT_URI,
            endpoints: Endpoints::new(origin, origin),
            tenants: Tenants::Any,
            options: Options::default(),
        })?;
        let authority = catapa.certificate_pem().ok_or("no certificate")?.to_owned();
        Ok(Self { catapa, client, authority })
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.catapa.clock().now())
    }

    /// An exchange: the seconds that it takes, and its tokens.
    async fn exchange(&self, way: &Way) -> Result<(f64, Authorized<String>), Failure> {
        let sign_in = SignIn::new(&self.client).begin([7; 64], self.now());
        // The browser goes to the stand-in itself, not over the path.
        let url = sign_in.authorize_url().to_string();
        let (_, target) = url.split_once("/oauth2/").ok_or("no authorize URL")?;
        let url = format!("{}/oauth2/{target}", self.catapa.origin());
        let callback = self.catapa.sign_in_as("siti").allow(&url)?;
        let have_code = sign_in.accept(&callback, self.now())?;
        let request = have_code.token_request(self.now())?;
        let began = Instant::now();
        let mut reply = sent(way, &request).await?;
        let took = began.elapsed().as_secs_f64();
        Ok((took, have_code.finish(reply.as_reply(), self.now())?.to_owned_in::<String>()?.into_step()))
    }
}

async fn sent(way: &Way, request: &catapa_signin::Request<'_>) -> Result<ReplyBuffer, SendError> {
    send(request, |request| way.send(request)).await
}

async fn over_the_path(kind: Kind, world: &World<'_>, path: &Path) -> Result<Figures, Failure> {
    let mut figures = Figures::default();
    let before = path.connections();
    for round in 0..ROUNDS {
        let way = kind.cold(&world.authority)?;
        let (cold, _) = world.exchange(&way).await?;
        figures.cold.push(cold);
        let (live, tokens) = world.exchange(&way).await?;
        figures.live.push(live);
        let authorized = world.client.resume_ref(&tokens)?;

        let began = Instant::now();
        let mut reply = sent(&way, &authorized.user_request()).await?;
        figures.user.push(began.elapsed().as_secs_f64());
        authorized.read_user(reply.as_reply())?;

        let began = Instant::now();
        for _ in 0..10 {
            called(&way, &authorized).await?;
        }
        figures.api10.push(began.elapsed().as_secs_f64());

        if kind.is_async() {
            let began = Instant::now();
            try_join_all((0..100).map(|_| called(&way, &authorized))).await?;
            figures.api100.push(began.elapsed().as_secs_f64());
        }
        if round == 0 {
            figures.connections = path.connections() - before;
        }
        if round < 2 {
            tokio::time::sleep(IDLE).await;
            figures.idled.push(world.exchange(&way).await?.0);
        }
    }
    Ok(figures)
}

async fn called(way: &Way, authorized: &SignIn<'_, Authorized<&str>>) -> Result<(), Failure> {
    let mut reply = sent(way, &authorized.api_request(Method::Get, "/core/v1/employees?page=0")?).await?;
    authorized.read_api(reply.as_reply())?;
    Ok(())
}

/// Calls per second, one after the other, and the microseconds of this thread for each.
async fn over_loopback(kind: Kind, world: &World<'_>) -> Result<(f64, f64), Failure> {
    let way = kind.cold(&world.authority)?;
    let (_, tokens) = world.exchange(&way).await?;
    let authorized = world.client.resume_ref(&tokens)?;
    for _ in 0..CALLS / 10 {
        called(&way, &authorized).await?;
    }
    let (began, worked) = (Instant::now(), ThreadTime::now());
    for _ in 0..CALLS {
        called(&way, &authorized).await?;
    }
    let cpu_us = worked.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS);
    Ok((f64::from(CALLS) / began.elapsed().as_secs_f64(), cpu_us))
}

fn worst(times: impl Iterator<Item = f64>) -> f64 {
    times.fold(0.0, f64::max)
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn heading(server: Server) -> String {
    let protocol = if server == Server::Http2 { "HTTP/2" } else { "HTTP/1.1" };
    format!(
        "\n| {protocol}, in round trips | exchange, cold | live | idle 6 s | user | 10 calls | 100 at once | connections |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|"
    )
}

fn row(kind: Kind, figures: &Figures, trips: impl Fn(&[f64]) -> f64) -> String {
    let at_once = if figures.api100.is_empty() { String::new() } else { format!("{:.2}", trips(&figures.api100)) };
    format!(
        "| {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {at_once} | {} |",
        kind.name(),
        trips(&figures.cold),
        trips(&figures.live),
        trips(&figures.idled),
        trips(&figures.user),
        trips(&figures.api10),
        figures.connections
    )
}

fn loopback_heading(server: Server) -> String {
    let protocol = if server == Server::Http2 { "HTTP/2" } else { "HTTP/1.1" };
    format!("\n| {protocol} over loopback | calls per second | CPU of the client, us per call |\n|---|--:|--:|")
}
