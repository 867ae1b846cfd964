//! What the server holds for each person, before and after the callback.

use crate::Failure;
use crate::application::{Application, Held};
use crate::browser::{Browser, Site, connections};

/// How many people the average is of.
pub(crate) const PEOPLE: i64 = 1_000;

/// On average, for one person.
pub(crate) struct PerPerson {
    /// Somebody who is at CATAPA.
    pub(crate) pending: Held,
    /// Somebody who is signed in.
    pub(crate) session: Held,
}

/// Sends people to CATAPA, then brings them back, over one connection, so that nothing but people comes and goes.
pub(crate) async fn measure(application: &mut Application, site: &Site) -> Result<PerPerson, Failure> {
    let connections = connections();
    // What is made once is made before.
    Browser::new(site, &connections).sign_in().await?;

    let before = application.held()?;
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let mut browser = Browser::new(site, &connections);
        let authorize_url = browser.begin().await?;
        people.push((browser, authorize_url));
    }
    let pending = application.held()?;
    for (browser, authorize_url) in &mut people {
        let callback = browser.allow(authorize_url).await?;
        browser.come_back(&callback).await?;
    }
    let session = application.held()?;
    Ok(PerPerson { pending: average(before, pending), session: average(pending, session) })
}

fn average(before: Held, after: Held) -> Held {
    Held { bytes: (after.bytes - before.bytes) / PEOPLE, records: (after.records - before.records) / PEOPLE }
}
