//! The firmware without the protocol: the same script, buffers, printing and panic handler. It is subtracted.
#![no_std]
#![no_main]

use board::script::{self, Buffers, receive};
use cortex_m_semihosting::hprintln;

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(buffers) = cortex_m::singleton!(: Buffers = Buffers::new()) else { board::fail("no buffers") };
    let (received, stack) = board::stack::depth(|| {
        let mut received = 0;
        for reply in [script::RATE_LIMITED, script::TOKENS, script::REFRESHED] {
            received += receive(reply, &mut buffers.tokens).len();
        }
        for reply in [script::USER, script::EMPLOYEES, script::UNAUTHORIZED, script::FORGED, script::CALLBACK] {
            received += receive(reply, &mut buffers.reply).len();
            let _ = buffers.request.push_str(reply);
        }
        received + buffers.request.len()
    });
    hprintln!("stack={} received={}", stack, received);
    board::succeed()
}
