//! This crate beside `oauth2`, in nanoseconds and allocations: `cargo bench -p catapa-signin --bench peers`.
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

mod work;

use core::cell::RefCell;
use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion};
use work::table::{Figures, Table};
use work::{Meter, Operation, Worker};

fn main() {
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let criterion = Criterion::default()
        .output_directory(&written)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    let mut stopwatch = Stopwatch { criterion, written, times: Figures::default(), allocations: Figures::default() };
    work::measure_all(&mut stopwatch);
    let Stopwatch { times, allocations, .. } = stopwatch;
    println!("\nnanoseconds\n\n{}", Table { figures: times, allocations: Some(allocations) });
}

/// Takes times, and counts allocations.
struct Stopwatch {
    criterion: Criterion,
    written: PathBuf,
    times: Figures,
    allocations: Figures,
}

impl Meter for Stopwatch {
    fn measure<I>(&mut self, operation: Operation, worker: Worker, input: impl Fn() -> I, work: impl Fn(&mut I)) {
        let given = RefCell::new(input());
        let counted = allocation_counter::measure(|| work(&mut given.borrow_mut()));
        self.allocations.note(operation, worker, f64::from(u32::try_from(counted.count_total).unwrap_or(u32::MAX)));

        let name = format!("{operation:?} {worker:?}");
        self.criterion.bench_function(&name, |bencher| bencher.iter_batched_ref(&input, &work, BatchSize::SmallInput));
        let median = self.median(&name);
        self.times.note(operation, worker, median);
    }
}

impl Stopwatch {
    /// What Criterion has written of this benchmark, in nanoseconds.
    fn median(&self, name: &str) -> f64 {
        let estimates = fs::read(self.written.join(name).join("new/estimates.json")).expect("figures");
        let estimates: serde_json::Value = serde_json::from_slice(&estimates).expect("figures as JSON");
        estimates["median"]["point_estimate"].as_f64().expect("a median")
    }
}
