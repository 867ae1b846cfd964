//! OUTCOMES.md: what may happen and the outcome that must follow, the same for every adapter.

use std::fs;
use std::path::Path as File;

use catapa_adapter_tests::{World, api_rows, code_rows, refresh_rows, table};
use catapa_stand_in::{Fault, Path};

const HEAD: &str = "\
# The outcome, through every adapter

What CATAPA and the network may do to a request, and the typed outcome, for one request over a real socket. `=` means
that the adapter reaches it. The test `every_adapter_reaches_the_same_outcome_for_every_row_after_exactly_one_request` writes
these tables from what it sees, and fails where a column differs. If the rows have changed, it leaves the new file as
`target/tmp/OUTCOMES.md`: read the difference, and copy it here.
";

#[test]
fn every_adapter_reaches_the_same_outcome_for_every_row_after_exactly_one_request() {
    let codes = table("A code is traded", &code_rows(), |adapter, row| {
        let world = World::default();
        world.next(Path::Token, &row.fault);
        (world.exchange(&adapter.plain()), world.catapa.count(Path::Token))
    });
    let refreshes = table("A token is refreshed", &refresh_rows(), |adapter, row| {
        let world = World::default();
        world.next(Path::Token, &Fault::none());
        world.next(Path::Token, &row.fault);
        (world.refresh(&adapter.plain()), world.catapa.count(Path::Token))
    });
    let calls = table("CATAPA is asked who signed in", &api_rows(), |adapter, row| {
        let world = World::default();
        world.next(Path::UsersMe, &row.fault);
        (world.ask_who(&adapter.plain()), world.catapa.count(Path::UsersMe))
    });
    let seen = format!("{HEAD}\n{codes}\n{refreshes}\n{calls}");

    assert!(!seen.contains("**"), "an adapter reached another outcome:\n{seen}");
    let committed = fs::read_to_string(File::new(env!("CARGO_MANIFEST_DIR")).join("OUTCOMES.md")).unwrap_or_default();
    if seen != committed {
        let new = File::new(env!("CARGO_TARGET_TMPDIR")).join("OUTCOMES.md");
        fs::write(&new, seen).unwrap();
        panic!("OUTCOMES.md is out of date: cp {} tests/adapters/OUTCOMES.md", new.display());
    }
}
