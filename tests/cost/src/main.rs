//! Has one input read once, for `run` to count: `catapa-cost-tests PART NUMBER`. Without a number it lists the inputs.

use core::hint::black_box;
use std::env;
use std::process::ExitCode;

use catapa_cost_tests::Input;

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let inputs = Input::all(arguments.next().unwrap_or(1));
    match arguments.next().map(|number: usize| inputs.get(number)) {
        None => {
            for (number, Input { reading, name, text, .. }) in inputs.iter().enumerate() {
                println!("{number}\t{reading:?}\t{name}\t{}", text.len());
            }
        }
        Some(Some(input)) => {
            let _ = black_box(input.reading.read(&input.text, counted));
        }
        Some(None) => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

/// What happens in here is counted: `run` knows it by its name.
#[inline(never)]
fn counted(reading: &mut dyn FnMut()) {
    reading();
    // A call that is not the last thing done is no jump: the counting ends where this function does.
    black_box(());
}
