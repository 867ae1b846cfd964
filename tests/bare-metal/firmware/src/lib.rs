//! What the firmwares share: the story, the device that lives through it, the painted stack, the panic handler.
#![no_std]

pub mod client;
pub mod device;
pub mod script;
pub mod stack;
pub mod story;
pub mod verbs;

use cortex_m_semihosting::{debug, hprintln};

/// Says how the story ended and how deep its stack went, and ends the run.
pub fn end((played, stack): (Result<usize, usize>, u32)) -> ! {
    match played {
        Ok(steps) => {
            hprintln!("stack={} steps={}", stack, steps);
            debug::exit(debug::EXIT_SUCCESS);
        }
        Err(scene) => {
            hprintln!("scene {} failed", scene);
            debug::exit(debug::EXIT_FAILURE);
        }
    }
    halt()
}

/// Ends the run as a failure.
pub fn fail() -> ! {
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
    fail()
}
