//! For each store: refreshes a second by two processes, over one session and over many; then refreshes with a process killed
//! every few seconds, of which CATAPA must see none twice. See `tests/stores/measure`.

mod catapa;
mod worker;

use core::time::Duration;
use std::io::{Write as _, stderr, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Instant;
use std::{env, fs};

use catapa_signin::Explain as _;
use catapa_signin_tokens::SessionKey;
use catapa_stores_tests::refreshes::Counts;
use catapa_stores_tests::stores::{Failure, Kind};
use tokio::runtime::Runtime;

use crate::catapa::StandInCatapa;
use crate::worker::{Work, Worker};

/// How many sessions are many.
const SESSIONS: usize = 1_000;

/// Callers in each process, at the same time.
const CALLERS: usize = 8;

/// How long a rate is measured.
const RATE_LASTS: Duration = Duration::from_secs(5);

/// How long a process lives before it is killed.
const LIVES_FOR: Duration = Duration::from_secs(2);

/// After this time the refreshes with kills end, however many there were.
const LONGEST: Duration = Duration::from_secs(180);

fn main() -> Result<ExitCode, Failure> {
    let refreshes: usize = env::args().nth(1).as_deref().unwrap_or("10000").parse()?;
    let only: Vec<String> = env::args().skip(2).collect();
    let kinds = Kind::ALL.into_iter().filter(|kind| only.is_empty() || only.iter().any(|one| one == kind.module()));
    let runtime = Runtime::new()?;
    print(&[
        "Store",
        "Server",
        "a second, 1 session",
        &format!("a second, {SESSIONS}"),
        "refreshes",
        "kills",
        "ambiguous",
        "sent twice",
    ])?;
    print(&["---"; 8])?;
    let mut is_clean = true;
    for kind in kinds {
        let row = measure(&runtime, kind, refreshes)?;
        is_clean &= row.sent_twice == 0;
        let (one, many) = (format!("{:.0}", row.one), format!("{:.0}", row.many));
        let counts = [row.refreshes, row.kills, row.ambiguous, row.sent_twice].map(|count| count.to_string());
        let [refreshes, kills, ambiguous, sent_twice] = &counts;
        print(&[&kind.to_string(), &row.version, &one, &many, refreshes, kills, ambiguous, sent_twice])?;
    }
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Row {
    version: String,
    one: f64,
    many: f64,
    refreshes: usize,
    kills: usize,
    ambiguous: usize,
    sent_twice: usize,
}

fn measure(runtime: &Runtime, kind: Kind, refreshes: usize) -> Result<Row, Failure> {
    let place = kind.start();
    let catapa = StandInCatapa::start()?;
    let directory = tempfile::tempdir()?;
    let certificate_file = directory.path().join("authority.pem");
    fs::write(&certificate_file, &catapa.catapa.certificate_pem)?;
    let store = runtime.block_on(place.open(Duration::from_secs(3)))?;
    let mut work = Work {
        catapa: catapa.catapa.clone(),
        certificate_file: certificate_file.display().to_string(),
        url: place.url(),
        store: store.clone(),
        keys: runtime.block_on(catapa.sign_in(store.clone(), 1))?,
        patience: Duration::from_secs(10),
        callers: CALLERS,
        lasts: RATE_LASTS,
    };
    let one = rate(&catapa, &work)?;
    work.keys = runtime.block_on(catapa.sign_in(store.clone(), SESSIONS))?;
    let many = rate(&catapa, &work)?;

    // A session whose process was killed is another's for some minutes: nobody waits for it here.
    (work.patience, work.lasts) = (Duration::ZERO, LONGEST);
    catapa.begin();
    let kills = with_kills(&catapa, &work, refreshes)?;
    let (refreshes, _) = catapa.refreshes();
    let left = runtime.block_on(audit(&catapa, store, &work.keys))?;
    // What an audit sends counts too.
    let (_, sent_twice) = catapa.refreshes();
    writeln!(stderr().lock(), "{kind}, an hour later: {left}")?;
    let ambiguous =
        left.failed.iter().filter(|(code, _)| code.starts_with("tokens.ambiguous")).map(|(_, count)| count).sum();
    let version = runtime.block_on(place.version())?;
    Ok(Row { version, one, many, refreshes, kills, ambiguous, sent_twice })
}

/// Refreshes a second by two processes.
fn rate(catapa: &StandInCatapa, work: &Work) -> Result<f64, Failure> {
    let mut workers = [Worker::ready(work)?, Worker::ready(work)?];
    catapa.begin();
    let begun = Instant::now();
    for worker in &mut workers {
        worker.go()?;
    }
    for worker in workers {
        worker.counts()?;
    }
    let (refreshes, sent_twice) = catapa.refreshes();
    if sent_twice > 0 {
        return Err(format!("{sent_twice} refresh tokens were sent twice").into());
    }
    Ok(f64::from(u32::try_from(refreshes)?) / begun.elapsed().as_secs_f64())
}

/// Kills one of two processes, and starts another in its place, until CATAPA has got this many refreshes. Gives the kills.
fn with_kills(catapa: &StandInCatapa, work: &Work, refreshes: usize) -> Result<usize, Failure> {
    let begun = Instant::now();
    let started = || -> Result<Worker, Failure> {
        let mut worker = Worker::ready(work)?;
        worker.go()?;
        Ok(worker)
    };
    let mut workers = [started()?, started()?];
    let mut kills = 0;
    while catapa.count() < refreshes && begun.elapsed() < LONGEST - 2 * LIVES_FOR {
        sleep(LIVES_FOR);
        let killed = core::mem::replace(&mut workers[kills % 2], started()?);
        killed.kill();
        kills += 1;
    }
    for worker in workers {
        worker.kill();
        kills += 1;
    }
    Ok(kills)
}

/// What is left of each session, once every lease of a killed process has run out.
async fn audit(
    catapa: &StandInCatapa,
    store: catapa_signin_tokens::AnyStore,
    keys: &Arc<[SessionKey]>,
) -> Result<Counts, Failure> {
    let keeper = catapa.catapa.keeper(store, Duration::ZERO, Duration::from_secs(3_600))?;
    let mut counts = Counts::default();
    for key in keys.iter() {
        counts.add(keeper.fresh(key).await.map(drop).map_err(|why| why.code()));
    }
    Ok(counts)
}

fn print(cells: &[&str]) -> Result<(), Failure> {
    let mut stdout = stdout().lock();
    writeln!(stdout, "| {} |", cells.join(" | "))?;
    Ok(stdout.flush()?)
}
