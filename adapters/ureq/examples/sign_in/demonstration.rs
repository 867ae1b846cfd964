//! A sign-in that shows itself: the stand-in for CATAPA, the person and the application are all in this process.

use core::time::Duration;
use std::io::{self, Write as _};
use std::time::UNIX_EPOCH;

use catapa_signin::{
    Client, ClientConfig, Endpoints, Freshness, Method, NotAccepted, Options, Request, SignIn, Tenants, UnixTime,
};
use catapa_signin_ureq::{ReplyBuffer, UreqSender};
use catapa_stand_in::StandIn;

use crate::{Failure, entropy};

const REDIRECT_URI: &str = "http://127.0.0.1:3000/callback";

pub(crate) fn sign_in() -> Result<(), Failure> {
    let stand_in = StandIn::builder().redirect_uri(REDIRECT_URI).start()?;
    let origin = stand_in.origin();
    let now = || UnixTime::from_secs(stand_in.clock().now());
    let client = Client::new(ClientConfig {
        client_id: "stand-in-client",
        client_secret: "stand-in-secret",
        redirect_uri: REDIRECT_URI,
        endpoints: Endpoints::new(&origin, &origin),
        tenants: Tenants::Only(&["gdplabs"]),
        options: Options::default().pkce(true),
    })?;
    let sender = UreqSender::new()?;
    writeln!(io::stdout(), "Sign in with CATAPA. A stand-in for it runs at {origin}, in this process.")?;

    step("Unstarted", "Nothing is known. The application brings 64 random bytes and the time.")?;
    let sign_in = SignIn::new(&client).begin(entropy()?, now());

    step("AwaitingCallback", "Known: a CSRF token and a code verifier, for ten minutes.")?;
    line("browser ->", &format!("{}/oauth2/authorize, with the CSRF token in `state` [redacted]", origin))?;
    line("person", "siti enters her password, reads what the application asks for, and allows it.")?;
    let stray = "/callback?code=stolen&state=guessed&tenant=gdplabs";
    let callback = stand_in.sign_in_as("siti").allow(&sign_in.authorize_url().to_string())?;
    let mut pending = Some(sign_in.into_step());
    match client.accept(&mut pending, stray, now()) {
        Err(NotAccepted::NotOurs { .. }) => {
            line("stranger ->", "a forged callback: its CSRF token is not ours. Nothing is lost.")?;
        }
        other => return Err(format!("a forged callback was taken: {other:?}").into()),
    }
    line("browser ->", "/callback with code, state [redacted] and tenant")?;
    let have_code = client.accept(&mut pending, &callback, now())?;

    step(
        "HaveCode",
        &format!("Known: a code for five minutes; tenant {}, claimed.", have_code.step().tenant().as_str()),
    )?;
    let mut code = Some(have_code.into_step());
    let mut reply = send(&sender, &client.token_request(&code, now())?)?;
    let authorized = client.finish(&mut code, reply.as_reply(), now())?.to_owned_in::<String>()?;

    let tenant = authorized.step().tenant().as_str().to_owned();
    step(
        "Authorized",
        &format!("Known: tokens until {}; tenant {tenant}, confirmed.", end(authorized.step().expires_at())),
    )?;
    let mut reply = send(&sender, &authorized.user_request())?;
    let user = authorized.read_user(reply.as_reply())?;
    let employee = user.employee().and_then(|employee| employee.name).unwrap_or("nobody's employee");
    let roles: Vec<&str> = user.roles().filter_map(|role| role.name).collect();
    line("profile", &format!("{employee}, {} in tenant {}", user.username().unwrap_or("?"), user.tenant().as_str()))?;
    line("", &format!("{}; {}", user.email().unwrap_or("no e-mail"), roles.join(", ")))?;
    line("user key", &user.key().to_string())?;
    let mut reply = send(&sender, &authorized.api_request(Method::Get, "/core/v1/employees?page=0")?)?;
    line("employees", &format!("{} bytes of JSON", authorized.read_api(reply.as_reply())?.body().len()))?;

    writeln!(io::stdout(), "\n                  ... a day goes by ...")?;
    stand_in.clock().advance(86_400);
    let Freshness::Expired(expired) = authorized.at(now()) else {
        return Err("the access token did not expire".into());
    };

    step("Expired", "Known: a refresh token. The access token may no longer be used.")?;
    let mut expired = Some(expired.into_step());
    let mut reply = send(&sender, &client.refresh_request(&expired)?)?;
    let authorized = client.finish_refresh(&mut expired, reply.as_reply(), now())?;

    step("Authorized", &format!("Refreshed: new tokens until {}.", end(authorized.step().expires_at())))?;
    Ok(writeln!(io::stdout(), "\nWith your own client it is a real sign-in: see --help.")?)
}

fn send(sender: &UreqSender, request: &Request<'_>) -> Result<ReplyBuffer, Failure> {
    let headers: Vec<&str> =
        request.headers().filter(|header| header.is_secret()).map(|header| header.name()).collect();
    let body =
        if request.body().is_empty() { String::new() } else { format!(", {} bytes of form", request.body().len()) };
    line("we ->", &format!("{} {} ({} [redacted]{body})", request.method(), request.url(), headers.join(", ")))?;
    let reply = sender.send(request)?;
    line("we <-", &reply.status().to_string())?;
    Ok(reply)
}

fn step(name: &str, known: &str) -> io::Result<()> {
    writeln!(io::stdout(), "\n{name:<18}{known}")
}

fn line(who: &str, what: &str) -> io::Result<()> {
    writeln!(io::stdout(), "    {who:<14}{what}")
}

fn end(moment: Option<UnixTime>) -> String {
    moment.map_or("CATAPA says otherwise".to_owned(), |moment| {
        humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(moment.as_secs())).to_string()
    })
}
