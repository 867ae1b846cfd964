//! This crate beside `oauth2`, in instructions, as `benches/instructions` counts them.
#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

mod work;

use core::hint::black_box;
use std::process::ExitCode;
use std::{env, io};

use work::table::Table;
use work::{Meter, Operation, Worker};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).filter(|argument| *argument != "--bench").collect();
    match arguments[..] {
        ["list"] => work::measure_all(&mut List),
        ["table"] => return table(),
        ["count", operation, worker] => work::measure_all(&mut Once { name: &format!("{operation} {worker}") }),
        _ => {
            println!("counted list | table | count OPERATION WORKER: benches/instructions does all of it");
        }
    }
    ExitCode::SUCCESS
}

/// Names what can be counted.
struct List;

impl Meter for List {
    fn measure<I>(&mut self, operation: Operation, worker: Worker, _: impl Fn() -> I, _: impl Fn(&mut I)) {
        println!("{operation:?} {worker:?}");
    }
}

/// Does one piece of work once.
struct Once<'n> {
    name: &'n str,
}

impl Meter for Once<'_> {
    fn measure<I>(&mut self, operation: Operation, worker: Worker, input: impl Fn() -> I, work: impl Fn(&mut I)) {
        if self.name == format!("{operation:?} {worker:?}") {
            // Once before: what is made once and kept must not be counted.
            work(&mut input());
            let mut given = input();
            counted(&mut || work(&mut given));
        }
    }
}

/// `benches/instructions` counts what happens in here. It knows the function by its name.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
    // Without a value after it, the call would become a jump, and the counting would go on after this function.
    black_box(());
}

/// Reads lines of operation, worker and figure, and prints them as a table.
fn table() -> ExitCode {
    let mut table = Table::default();
    for line in io::stdin().lines().map_while(Result::ok) {
        let found = |operation: &Operation, worker: &Worker| {
            line.strip_prefix(&format!("{operation:?} {worker:?} ")).and_then(|figure| figure.trim().parse().ok())
        };
        for operation in Operation::ALL {
            for worker in Worker::ALL {
                if let Some(figure) = found(&operation, &worker) {
                    table.figures.note(operation, worker, figure);
                }
            }
        }
    }
    println!("instructions\n\n{table}");
    ExitCode::SUCCESS
}
