//! Tables of rules and outcomes, with a column for each client.

use core::fmt::Write as _;

use super::over::Over;
use super::report::{Finding, Report};
use super::row::{Row, api_rows, code_rows, refresh_rows};
use super::rule::RULES;

/// A column: a client, and what its requests go over. HTTP/1.1 is one column, with TLS and without.
struct Column<'a> {
    report: &'a Report,
    name: String,
    over: &'static [Over],
}

/// What was found, as tables in Markdown: the outcome of each reply, and then each other rule. There are two columns for a
/// client that speaks HTTP/2. A `=` means that the client reaches the outcome, or keeps the rule, and a `-` that it does
/// not do what the rule is about. Anything else is what was seen, in **bold** letters.
///
/// A rule that was not checked has a `-` too.
#[must_use]
pub fn tables(reports: &[Report]) -> String {
    let columns: Vec<Column<'_>> = reports.iter().flat_map(columns).collect();
    let outcomes = [
        ("A code is traded", RULES[0].name, code_rows()),
        ("A token is refreshed", RULES[1].name, refresh_rows()),
        ("CATAPA is asked who signed in", RULES[2].name, api_rows()),
    ];
    let mut text = String::new();
    for (title, rule, rows) in &outcomes {
        head(&mut text, &format!("| {title} | Outcome |"), "|---|---|", &columns);
        for Row { name, expected, .. } in rows {
            let cell = |column: &Column<'_>| column.cell(rule, |finding| finding.case == *name);
            line(&mut text, &format!("| {name} | {expected} |"), columns.iter().map(cell));
        }
        text.push('\n');
    }
    head(&mut text, "| Rule |", "|---|", &columns);
    for rule in RULES.iter().filter(|rule| outcomes.iter().all(|(_, name, _)| *name != rule.name)) {
        let cells = columns.iter().map(|column| column.cell(rule.name, |_| true));
        line(&mut text, &format!("| {} |", rule.name.replace('_', " ")), cells);
    }
    text
}

fn columns(report: &Report) -> impl Iterator<Item = Column<'_>> {
    let speaks_http2 = report.judged.iter().any(|judged| judged.over == Over::Http2);
    let http1 = Column { report, name: report.client.clone(), over: &[Over::Http1, Over::Http1OverTls] };
    let http2 = Column { report, name: format!("{}, HTTP/2", report.client), over: &[Over::Http2] };
    [http1].into_iter().chain(speaks_http2.then_some(http2))
}

impl Column<'_> {
    fn cell(&self, rule: &str, is_about: impl Fn(&Finding) -> bool) -> String {
        let found: Vec<_> = self.over.iter().filter_map(|over| self.report.found(rule, *over)).collect();
        if found.is_empty() {
            return "-".to_owned();
        }
        let found = found.concat();
        let mut seen: Vec<_> = found.iter().filter(|finding| is_about(finding)).map(|finding| &*finding.seen).collect();
        seen.sort_unstable();
        seen.dedup();
        if seen.is_empty() { "=".to_owned() } else { format!("**{}**", seen.join("; ")) }
    }
}

fn head(text: &mut String, left: &str, rule: &str, columns: &[Column<'_>]) {
    line(text, left, columns.iter().map(|column| column.name.clone()));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{rule}{}", ":-:|".repeat(columns.len()));
}

fn line(text: &mut String, left: &str, cells: impl Iterator<Item = String>) {
    let _ = writeln!(text, "{left}{}", cells.map(|cell| format!(" {cell} |")).collect::<String>());
}
