//! A table of outcomes, a line for each row and a column for each adapter.

use std::thread;

use crate::adapter::Adapter;
use crate::row::Row;

/// Runs `rows` through every adapter, and gives a line for each row with a column for each adapter: `=` where it reached
/// the expected outcome, and the outcome it did reach elsewhere. `run` gives the outcome and how many requests reached
/// CATAPA: any number but one counts as another outcome.
///
/// # Panics
///
/// If `run` does.
#[must_use]
pub fn table(title: &str, rows: &[Row], run: impl Fn(Adapter, &Row) -> (String, usize) + Sync) -> String {
    let column = |adapter| {
        let cell = |row: &Row| match run(adapter, row) {
            (outcome, 1) if outcome == row.expected => "=".to_owned(),
            (outcome, 1) => format!("**{outcome}**"),
            (outcome, requests) => format!("**{outcome}, after {requests} requests**"),
        };
        rows.iter().map(cell).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<String>> = thread::scope(|scope| {
        let threads = Adapter::ALL.map(|adapter| scope.spawn(move || column(adapter)));
        threads.into_iter().map(|thread| thread.join().expect("a column")).collect()
    });

    let names = Adapter::ALL.map(Adapter::name).join(" | ");
    let mut lines =
        vec![format!("| {title} | Outcome | {names} |"), format!("|---|---|{}", ":-:|".repeat(Adapter::ALL.len()))];
    lines.extend(rows.iter().enumerate().map(|(index, row)| {
        let cells = columns.iter().map(|column| column[index].as_str()).collect::<Vec<_>>().join(" | ");
        format!("| {} | {} | {cells} |", row.name, row.expected)
    }));
    lines.join("\n") + "\n"
}
