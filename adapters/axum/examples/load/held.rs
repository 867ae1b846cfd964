//! What the server holds for each person, before and after the callback.

use crate::SignInError;
use crate::application::{Application, Held};
use crate::browser::{Browser, Connections, Site, connections};

/// How many people the average is of.
pub(crate) const PEOPLE: i64 = 1_000;

/// Sign-ins that are not counted.
const WARM_UP: usize = 100;

/// How often to look whether the application rests.
const TRIES: usize = 1_000;

/// On average, for one person.
pub(crate) struct PerPerson {
    /// Somebody who is at CATAPA.
    pub(crate) pending: Held,
    /// Somebody who is signed in.
    pub(crate) session: Held,
}

/// Sends people to CATAPA, then brings them back, over one connection, so that nothing but people comes and goes.
pub(crate) async fn measure(application: &mut Application, site: &Site) -> Result<PerPerson, SignInError> {
    let connections = connections();
    // What is made once, on each of the threads, is made before.
    for _ in 0..WARM_UP {
        Browser::new(site, &connections).sign_in().await?;
    }

    let before = once_quiet(application, site, &connections).await?;
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let mut browser = Browser::new(site, &connections);
        let authorize_url = browser.begin().await?;
        people.push((browser, authorize_url));
    }
    let pending = once_quiet(application, site, &connections).await?;
    if pending.records != before.records {
        return Err("the store holds something of a sign-in that waits".into());
    }
    for (browser, authorize_url) in &mut people {
        let callback = browser.allow(authorize_url).await?;
        browser.come_back(&callback).await?;
    }
    let session = once_quiet(application, site, &connections).await?;
    Ok(PerPerson { pending: average(before, pending), session: average(pending, session) })
}

/// What is held once nothing changes any more from one request that is for nobody to the next: whatever was under way,
/// such as the end of a connection to CATAPA, is over then.
async fn once_quiet(
    application: &mut Application,
    site: &Site,
    connections: &Connections,
) -> Result<Held, SignInError> {
    let mut held = application.held()?;
    for _ in 0..TRIES {
        Browser::new(site, connections).see_nothing().await?;
        let before = core::mem::replace(&mut held, application.held()?);
        if before.bytes == held.bytes {
            return Ok(held);
        }
    }
    Err("the application does not come to rest".into())
}

fn average(before: Held, after: Held) -> Held {
    Held { bytes: (after.bytes - before.bytes) / PEOPLE, records: (after.records - before.records) / PEOPLE }
}
