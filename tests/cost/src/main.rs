//! Reads one input once, for `run` to count: `catapa-cost-tests PART NUMBER`. Without a number it lists the inputs.

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

/// `run` counts what happens in here. It knows the function by its name.
#[inline(never)]
fn counted(reading: &mut dyn FnMut()) {
    reading();
    // Without a value after it, the call would become a jump, and the counting would go on after this function.
    black_box(());
}
