//! What came out, of every row and through every adapter.

use std::thread;

use crate::row::Row;
use crate::ways::Way;

/// Runs `rows` through every adapter, and gives a line for each row, with a column for each adapter: `=` where it
/// reached the expected outcome, and what it reached instead where it did not. `run` gives the outcome, and how many
/// requests reached CATAPA: anything but one is another outcome.
///
/// # Panics
///
/// If `run` does.
#[must_use]
pub fn table(title: &str, rows: &[Row], run: impl Fn(Way, &Row) -> (String, usize) + Sync) -> String {
    let column = |way| {
        let cell = |row: &Row| match run(way, row) {
            (outcome, 1) if outcome == row.expected => "=".to_owned(),
            (outcome, 1) => format!("**{outcome}**"),
            (outcome, requests) => format!("**{outcome}, after {requests} requests**"),
        };
        rows.iter().map(cell).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<String>> = thread::scope(|scope| {
        let threads = Way::ALL.map(|way| scope.spawn(move || column(way)));
        threads.into_iter().map(|thread| thread.join().expect("a column")).collect()
    });

    let names = Way::ALL.map(Way::name).join(" | ");
    let mut lines =
        vec![format!("| {title} | Outcome | {names} |"), format!("|---|---|{}", ":-:|".repeat(Way::ALL.len()))];
    lines.extend(rows.iter().enumerate().map(|(index, row)| {
        let cells = columns.iter().map(|column| column[index].as_str()).collect::<Vec<_>>().join(" | ");
        format!("| {} | {} | {cells} |", row.name, row.expected)
    }));
    lines.join("\n") + "\n"
}
