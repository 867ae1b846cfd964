//! The tokens stay in the replies' buffers: one buffer for each reply that may bring tokens.
#![no_std]
#![no_main]

use core::mem::MaybeUninit;

use board::device::Device;
use board::story::{Buffers, Scene, Verbs, play};
use board::{client, stack, verbs};
use catapa_signin::Client;

type Slices = Device<&'static str>;

static STORY: [Scene<Slices>; 16] = Verbs {
    start: verbs::start,
    begin: verbs::begin,
    accept: verbs::accept,
    wake: verbs::wake,
    trade: |device, scene| {
        let buffer = device.tokens.next()?;
        verbs::trade(device, scene, buffer, verbs::keep)
    },
    who: verbs::who,
    call: verbs::call,
    look: verbs::look,
    validate: verbs::validate,
    refresh: |device, scene| {
        let buffer = device.tokens.next()?;
        verbs::refresh(device, scene, buffer)
    },
}
.story();

#[cortex_m_rt::entry]
fn main() -> ! {
    static mut BUFFERS: Buffers = Buffers::new();
    static mut CLIENT: MaybeUninit<Client> = MaybeUninit::uninit();
    static mut DEVICE: MaybeUninit<Slices> = MaybeUninit::uninit();
    let Some(client) = client::put(CLIENT) else { board::fail() };
    let device = DEVICE.write(Device::new(client, BUFFERS));
    board::end(stack::depth(|| play(device, &STORY)))
}
