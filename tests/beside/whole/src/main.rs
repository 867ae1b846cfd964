//! Whole sign-ins over loopback, in turns, at one stand-in: by this crate over ureq, and by `oauth2` over its ureq.
//! Each is timed from the authorize URL to the tokens, without the person's part in the browser.

use std::error::Error;
use std::time::{Duration, Instant};

use catapa_signin::{Client, ClientConfig, Endpoints, Options, SignIn, Tenants, UnixTime};
use catapa_signin_ureq::UreqSender;
use catapa_stand_in::StandIn;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, RedirectUrl,
    SyncHttpClient as _, TokenUrl, ureq,
};
use url::Url;

const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
const TENANT: &str = "gdplabs";

/// Pairs of sign-ins; the first few warm everything up.
const ROUNDS: usize = 300;
const WARM_UP: usize = 20;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let catapa = StandIn::builder().redirect_uri(REDIRECT_URI).start()?;
    // With our default time-outs. The agent of `oauth2` has none, as in its documentation.
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // They take turns at going first, so that neither has the warmer machine.
        if round % 2 == 0 {
            ours.push(by_us(&catapa)?);
            theirs.push(by_oauth2(&catapa)?);
        } else {
            theirs.push(by_oauth2(&catapa)?);
            ours.push(by_us(&catapa)?);
        }
    }
    let pairs = ours.iter().zip(&theirs).skip(WARM_UP);
    let mut ratios: Vec<f64> = pairs.map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "loopback sign-ins={} ours_us={:.0} oauth2_us={:.0} ratio={:.2}",
        ratios.len(),
        median(&mut ours[WARM_UP..]).as_secs_f64() * 1e6,
        median(&mut theirs[WARM_UP..]).as_secs_f64() * 1e6,
        ratios[ratios.len() / 2]
    );
    Ok(())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The person's part.
fn allowed(catapa: &StandIn, url: &str) -> Result<String, Failure> {
    Ok(catapa.sign_in_as("siti").allow(url)?)
}

fn by_us(catapa: &StandIn) -> Result<Duration, Failure> {
    let origin = catapa.origin();
    // Made and dropped outside of the time, as the agent of the other is.
    let sender = UreqSender::new()?;
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Any,
        options: Options::default(),
    })?;
    let now = UnixTime::from_secs(catapa.clock().now());

    let began = Instant::now();
    let sign_in = SignIn::new(&client).begin([7; 64], now);
    let url = sign_in.authorize_url().to_string();
    let mut time = began.elapsed();

    let callback = allowed(catapa, &url)?;
    let began = Instant::now();
    let have_code = sign_in.accept(&callback, now)?;
    let mut reply = sender.send(&have_code.token_request(now)?)?;
    let tokens = have_code.finish(reply.as_reply(), now)?.to_owned_in::<String>()?;
    time += began.elapsed();
    drop(tokens);
    Ok(time)
}

fn by_oauth2(catapa: &StandIn) -> Result<Duration, Failure> {
    let origin = catapa.origin();
    let client = BasicClient::new(ClientId::new("stand-in-client".to_owned()))
        .set_client_secret(ClientSecret::new("stand-in-secret".to_owned()))
        .set_auth_uri(AuthUrl::new(format!("{origin}/oauth2/authorize"))?)
        .set_token_uri(TokenUrl::new(format!("{origin}/oauth/token"))?)
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned())?);
    let agent = ureq::AgentBuilder::new().redirects(0).build();
    // CATAPA wants the tenant. `oauth2` does not know it.
    let send = |mut request: HttpRequest| -> Result<HttpResponse, _> {
        request.headers_mut().insert("tenant", oauth2::http::HeaderValue::from_static(TENANT));
        agent.call(request)
    };

    let began = Instant::now();
    let (url, csrf_token) = client.authorize_url(|| CsrfToken::new("B".repeat(43))).add_extra_param("scope", "").url();
    let mut time = began.elapsed();

    let callback = allowed(catapa, url.as_str())?;
    let began = Instant::now();
    let callback = Url::parse("http://127.0.0.1:9")?.join(&callback)?;
    let find = |wanted| callback.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
    if find("state").as_ref() != Some(csrf_token.secret()) {
        return Err("not ours".into());
    }
    let code = AuthorizationCode::new(find("code").ok_or("no code")?);
    let tokens = client.exchange_code(code).request(&send).map_err(|why| format!("oauth2: {why:?}"))?;
    time += began.elapsed();
    drop(tokens);
    Ok(time)
}
