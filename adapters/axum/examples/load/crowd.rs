//! Many people at once.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::SignInError;
use crate::browser::{Browser, Connections, Site, connections};

/// Nobody waits longer for a sign-in.
const PATIENCE: Duration = Duration::from_secs(30);

/// What became of a crowd.
pub(crate) struct Row {
    pub(crate) people: usize,
    pub(crate) sign_ins: usize,
    pub(crate) took: Duration,
    pub(crate) all: Person,
}

/// What one person saw, or all together: latencies in microseconds.
pub(crate) struct Person {
    pub(crate) sign_in: Histogram<u64>,
    pub(crate) callback: Histogram<u64>,
    pub(crate) errors: Vec<String>,
}

/// Lets so many people sign in at the same time, each anew as soon as done, until there were so many sign-ins.
pub(crate) async fn sign_in(site: &Arc<Site>, people: usize, sign_ins: usize) -> Result<Row, SignInError> {
    let bar = ProgressBar::new(sign_ins as u64);
    bar.set_style(ProgressStyle::with_template("{prefix:>12} {bar:40} {pos}/{len}  {per_sec}")?);
    bar.set_prefix(if people == 1 { "1 person".into() } else { format!("{people} people") });
    let begun = Arc::new(AtomicUsize::new(0));
    let since = Instant::now();
    let mut persons = JoinSet::new();
    for _ in 0..people {
        let (site, bar, begun) = (Arc::clone(site), bar.clone(), Arc::clone(&begun));
        persons.spawn(async move {
            let connections = connections();
            let mut person = Person::new()?;
            while begun.fetch_add(1, Ordering::Relaxed) < sign_ins {
                person.sign_in(&site, &connections).await?;
                bar.inc(1);
            }
            Ok::<_, SignInError>(person)
        });
    }
    let mut all = Person::new()?;
    while let Some(person) = persons.join_next().await {
        all.add(person??)?;
    }
    let took = since.elapsed();
    bar.finish();
    Ok(Row { people, sign_ins, took, all })
}

impl Person {
    fn new() -> Result<Self, SignInError> {
        // Three significant digits, of whatever comes.
        Ok(Self { sign_in: Histogram::new(3)?, callback: Histogram::new(3)?, errors: Vec::new() })
    }

    async fn sign_in(&mut self, site: &Site, connections: &Connections) -> Result<(), SignInError> {
        match timeout(PATIENCE, Browser::new(site, connections).sign_in()).await {
            Ok(Ok(took)) => {
                self.sign_in.record(micros(took.sign_in))?;
                self.callback.record(micros(took.callback))?;
            }
            Ok(Err(why)) => self.errors.push(why.to_string()),
            Err(late) => self.errors.push(late.to_string()),
        }
        Ok(())
    }

    fn add(&mut self, other: Self) -> Result<(), SignInError> {
        self.sign_in.add(other.sign_in)?;
        self.callback.add(other.callback)?;
        self.errors.extend(other.errors);
        Ok(())
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
