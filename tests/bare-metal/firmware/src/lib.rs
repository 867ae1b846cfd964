//! What the firmwares share: the scripted CATAPA, the steps that both walks take, the painted stack, the panic handler.
#![no_std]

pub mod begin;
pub mod client;
pub mod script;
pub mod signed_in;
pub mod socket;
pub mod stack;

use cortex_m_semihosting::{debug, hprintln};

/// Ends the run as a success.
pub fn succeed() -> ! {
    debug::exit(debug::EXIT_SUCCESS);
    halt()
}

/// Ends the run as a failure, seen at this line.
pub fn fail(line: u32) -> ! {
    hprintln!("failed at line {}", line);
    debug::exit(debug::EXIT_FAILURE);
    halt()
}

fn halt() -> ! {
    loop {
        cortex_m::asm::nop();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    fail(0)
}
