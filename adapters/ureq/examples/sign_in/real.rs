//! A real sign-in: the person's own browser, and a callback to this machine.

use core::time::Duration;
use std::io::{self, Write as _};
use std::time::Instant;

use catapa_signin::{Authorized, Client, Freshness, HaveCode, NotAccepted, SignIn, UnixTime, User};
use catapa_signin_ureq::UreqSender;
use serde::Serialize;

use crate::listener::{Listener, Page, Visit};
use crate::settings::{Arguments, Settings};
use crate::{Failure, entropy, now};

/// How long the person may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// What the program prints of a sign-in.
#[derive(Serialize)]
struct Profile<'a> {
    tenant: &'a str,
    user: &'a User<'a>,
    expires_at: Option<u64>,
}

/// What it prints of a refresh.
#[derive(Serialize)]
struct Refreshed {
    expires_at: Option<u64>,
}

pub(crate) fn sign_in(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let client = settings.client()?;
    let listener = Listener::bind(&settings.redirect_uri)?;
    let (visit, code) = wait_for_callback(&client, listener, arguments)?;

    let sender = UreqSender::new()?;
    let signed_in = exchange(&client, &sender, Some(code)).and_then(|authorized| {
        let mut reply = sender.send(&authorized.user_request())?;
        let user = authorized.read_user(reply.as_reply())?;
        let expires_at = authorized.step().expires_at().map(UnixTime::as_secs);
        print_line(&Profile { tenant: user.tenant().as_str(), user: &user, expires_at })?;
        Ok(authorized)
    });
    visit.answer(if signed_in.is_ok() { Page::SignedIn } else { Page::Failed });
    let authorized = signed_in?;
    if arguments.refresh { refresh(&client, &sender, authorized) } else { Ok(()) }
}

/// Sends the browser to CATAPA, and waits for the callback with our CSRF token. Then it stops listening.
fn wait_for_callback(client: &Client, listener: Listener, arguments: &Arguments) -> Result<(Visit, HaveCode), Failure> {
    let sign_in = SignIn::new(client).begin(entropy()?, now());
    let url = sign_in.authorize_url().to_string();
    writeln!(io::stdout(), "open: {url}")?;
    if !arguments.no_browser && opener::open_browser(&url).is_err() {
        // The address is on stdout anyway.
        let _ = writeln!(io::stderr(), "sign_in: no browser could be opened; open the address above yourself.");
    }
    let mut pending = Some(sign_in.into_step());
    let deadline = Instant::now() + PATIENCE;
    loop {
        let visit = listener.next(deadline).ok_or("nobody came back from CATAPA within five minutes")?;
        match client.accept(&mut pending, &visit.target, now()) {
            Ok(have_code) => return Ok((visit, have_code.into_step())),
            Err(NotAccepted::NotOurs { .. }) => visit.answer(Page::NotOurs),
            Err(over) => {
                visit.answer(if is_denial(&over) { Page::Denied } else { Page::Failed });
                return Err(over.into());
            }
        }
    }
}

fn is_denial(over: &NotAccepted<()>) -> bool {
    matches!(over, NotAccepted::Denied(refusal) if refusal.is_by_the_person())
}

fn exchange<'c>(
    client: &'c Client,
    sender: &UreqSender,
    mut code: Option<HaveCode>,
) -> Result<SignIn<'c, Authorized<String>>, Failure> {
    let mut reply = sender.send(&client.token_request(&code, now())?)?;
    Ok(client.finish(&mut code, reply.as_reply(), now())?.to_owned_in()?)
}

/// Refreshes once, as if the access token had expired.
fn refresh(client: &Client, sender: &UreqSender, authorized: SignIn<'_, Authorized<String>>) -> Result<(), Failure> {
    let end =
        authorized.step().expires_at().ok_or("CATAPA did not say when the access token ends, so it is not due")?;
    let Freshness::Expired(expired) = authorized.at(end) else {
        return Err("CATAPA gave no refresh token".into());
    };
    let mut expired = Some(expired.into_step());
    let mut reply = sender.send(&client.refresh_request(&expired)?)?;
    let authorized = client.finish_refresh(&mut expired, reply.as_reply(), now())?;
    print_line(&Refreshed { expires_at: authorized.step().expires_at().map(UnixTime::as_secs) })
}

fn print_line(line: &impl Serialize) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{}", serde_json::to_string(line)?)?)
}
