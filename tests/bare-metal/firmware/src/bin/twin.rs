//! The firmware without the protocol: the same story, texts, buffers, comparing, printing and panic handler. Its size
//! is subtracted.
#![no_std]
#![no_main]

use board::stack;
use board::story::{Buffers, Scene, Verb, Verbs, play};

static STORY: [Scene<Buffers>; 16] = {
    const DO: Verb<Buffers> = exchange;
    Verbs {
        start: DO,
        begin: DO,
        accept: DO,
        wake: DO,
        trade: DO,
        who: DO,
        call: DO,
        look: DO,
        validate: DO,
        refresh: DO,
    }
}
.story();

#[cortex_m_rt::entry]
fn main() -> ! {
    static mut BUFFERS: Buffers = Buffers::new();
    board::end(stack::depth(|| play(BUFFERS, &STORY)))
}

/// Sends the script's request, and receives the script's reply.
fn exchange(buffers: &mut Buffers, scene: &Scene<Buffers>) -> Option<&'static str> {
    scene.forge(&mut buffers.sent)?;
    scene.answer(&buffers.sent, &mut buffers.reply)?;
    Some(scene.reaches())
}
