//! The firmware without the protocol: the same script, buffers, printing and panic handler. It is subtracted.
#![no_std]
#![no_main]

use board::script::{self, Buffers, receive};
use cortex_m_semihosting::hprintln;

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some(buffers) = cortex_m::singleton!(: Buffers = Buffers::new()) else { board::fail(line!()) };
    let (received, stack) = board::stack::depth(|| exchange(buffers));
    match received {
        Ok(received) => hprintln!("stack={} received={}", stack, received),
        Err(line) => board::fail(line),
    }
    board::succeed()
}

/// Each request is sent, and looked at, and its reply received.
fn exchange(buffers: &mut Buffers) -> Result<usize, u32> {
    let Buffers { request, tokens, reply } = buffers;
    let mut count = receive(script::FORGED, reply).len() + receive(script::CALLBACK, reply).len();
    for (goes_to, answer) in [
        (script::TOKEN_URL, script::RATE_LIMITED),
        (script::TOKEN_URL, script::TOKENS),
        (script::USER_URL, script::USER),
        (script::EMPLOYEES_URL, script::EMPLOYEES),
        (script::VALIDATE_URL, script::UNAUTHORIZED),
        (script::TOKEN_URL, script::REFRESHED),
        (script::SITI, script::EMPLOYEES_PATH),
    ] {
        request.clear();
        request.push_str(goes_to).map_err(|_| line!())?;
        if !request.starts_with(goes_to) {
            return Err(line!());
        }
        count += receive(answer, tokens).len();
    }
    Ok(count)
}
