//! One person, who signs in, and whose tokens are refreshed once.

use std::sync::Arc;

use catapa_signin::{Authorized, Expired, Freshness, HaveCode, NotGranted, SignIn, UnixTime};
use catapa_signin_async::SendError;

use crate::tally::Tally;
use crate::{Failure, World};

/// What came of a request that spends something.
enum Spent<Tokens> {
    /// Tokens, and the request was carried out once.
    Granted(Tokens),
    /// It may be spent, and is still there.
    InDoubt,
    /// CATAPA says that it is not good, though nobody has spent it.
    Refused,
}

pub(crate) async fn signs_in(world: Arc<World>) -> Result<Tally, Failure> {
    let mut tally = Tally::of_one();
    let now = UnixTime::from_secs(world.catapa.clock().now());
    let have_code = {
        let sign_in = SignIn::new(&world.client).begin(world.breaks.entropy(), now);
        let (catapa, url) = (Arc::clone(&world), sign_in.authorize_url().to_string());
        let callback = tokio::task::spawn_blocking(move || catapa.catapa.sign_in_as("siti").allow(&url)).await??;
        sign_in.accept(&callback, now)?.into_step()
    };
    let tokens = match exchange(&world, have_code, now, &mut tally).await? {
        Spent::Granted(tokens) => tokens,
        other => return Ok(tally.ended(&other)),
    };
    let Freshness::Expired(expired) = world.client.resume(tokens)?.at(UnixTime::MAX) else {
        return Err("it has a refresh token, and it is due".into());
    };
    let refreshed = refresh(&world, expired.into_step(), now, &mut tally).await?;
    Ok(tally.ended(&refreshed))
}

async fn exchange(
    world: &World,
    code: HaveCode,
    now: UnixTime,
    tally: &mut Tally,
) -> Result<Spent<Authorized<String>>, Failure> {
    let mut code = Some(code);
    loop {
        let request = world.client.token_request(&code, now)?;
        tally.gives_the_secret_of(&request)?;
        world.break_something();
        let mut reply = match world.sender.send(&request).await {
            Ok(reply) => reply,
            Err(SendError::NotSent(_)) => {
                tally.not_sent += 1;
                continue;
            }
            Err(_) => return Ok(Spent::InDoubt),
        };
        match world.client.finish(&mut code, reply.as_reply(), now) {
            Ok(tokens) => return Ok(Spent::Granted(tokens.to_owned_in::<String>()?.into_step())),
            Err(NotGranted::RateLimited { .. }) => {}
            Err(NotGranted::Ambiguous { .. }) => return Ok(Spent::InDoubt),
            Err(_) => return Ok(Spent::Refused),
        }
    }
}

async fn refresh(
    world: &World,
    expired: Expired<String>,
    now: UnixTime,
    tally: &mut Tally,
) -> Result<Spent<()>, Failure> {
    let mut expired = Some(expired);
    loop {
        let request = world.client.refresh_request(&expired)?;
        tally.gives_the_secret_of(&request)?;
        world.break_something();
        let mut reply = match world.sender.send(&request).await {
            Ok(reply) => reply,
            Err(SendError::NotSent(_)) => {
                tally.not_sent += 1;
                continue;
            }
            Err(_) => return Ok(Spent::InDoubt),
        };
        match world.client.finish_refresh(&mut expired, reply.as_reply(), now) {
            Ok(_) => return Ok(Spent::Granted(())),
            Err(NotGranted::RateLimited { .. }) => {}
            Err(NotGranted::Ambiguous { .. }) => return Ok(Spent::InDoubt),
            Err(_) => return Ok(Spent::Refused),
        }
    }
}

impl World {
    fn break_something(&self) {
        if let Some(fault) = self.breaks.next() {
            self.catapa.fault(catapa_stand_in::Path::Token, fault);
        }
    }
}

impl Tally {
    fn ended<Tokens>(mut self, spent: &Spent<Tokens>) -> Self {
        match spent {
            Spent::Granted(_) => self.whole += 1,
            Spent::InDoubt => self.in_doubt += 1,
            Spent::Refused => self.refused += 1,
        }
        self
    }

    /// Notes the code or the refresh token in the body.
    fn gives_the_secret_of(&mut self, request: &catapa_signin::Request<'_>) -> Result<(), Failure> {
        let mut body = String::new();
        request.body().write_to(&mut body)?;
        let secret = body.split('&').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            matches!(name, "code" | "refresh_token").then(|| value.to_owned())
        });
        self.gives(&secret.ok_or("a request that spends nothing")?);
        Ok(())
    }
}
