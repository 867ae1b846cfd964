//! The table at the end.

use std::io::{self, Write};

use hdrhistogram::Histogram;

use crate::crowd::Row;
use crate::held::{PEOPLE, PerPerson};

pub(crate) fn write(out: &mut impl Write, rows: &[Row], held: &PerPerson) -> io::Result<()> {
    writeln!(out)?;
    writeln!(out, "                              a sign-in takes, in ms                 its callback, in ms")?;
    writeln!(
        out,
        "people  sign-ins  per second     p50      p90      p99      max          p50      p99      max   errors"
    )?;
    for row in rows {
        let per_second = row.all.sign_in.len() as f64 / row.took.as_secs_f64();
        write!(out, "{:>6}  {:>8}  {per_second:>10.1}", row.people, row.sign_ins)?;
        percentiles(out, &row.all.sign_in, &[0.5, 0.9, 0.99, 1.0])?;
        write!(out, "    ")?;
        percentiles(out, &row.all.callback, &[0.5, 0.99, 1.0])?;
        writeln!(out, "  {:>7}", row.all.errors.len())?;
    }
    writeln!(out, "\nheld on the server for each person, on average of {PEOPLE}:")?;
    for (what, held) in [("a pending sign-in", held.pending), ("a session", held.session)] {
        writeln!(out, "{what:>16}  {:>6} bytes, {} records in the store", held.bytes, held.records)?;
    }
    let first_error = rows.iter().find_map(|row| row.all.errors.first());
    first_error.map_or(Ok(()), |why| writeln!(out, "\nthe first error: {why}"))
}

fn percentiles(out: &mut impl Write, latencies: &Histogram<u64>, quantiles: &[f64]) -> io::Result<()> {
    for quantile in quantiles {
        write!(out, "{:>9.1}", latencies.value_at_quantile(*quantile) as f64 / 1_000.0)?;
    }
    Ok(())
}
