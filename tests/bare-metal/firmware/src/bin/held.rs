//! The tokens are held in text of their own, as a device must that refreshes for ever: one buffer takes all replies.
#![no_std]
#![no_main]

use core::mem::{self, MaybeUninit};

use board::device::Device;
use board::story::{Buffers, Scene, Verbs, play};
use board::{client, stack, verbs};
use catapa_signin::{Authorized, Client, SignIn};

type Held = Device<heapless::String<1024>>;

static STORY: [Scene<Held>; 16] = Verbs {
    start: verbs::start,
    begin: verbs::begin,
    accept: verbs::accept,
    wake: verbs::wake,
    trade: |device, scene| {
        let buffer = mem::take(&mut device.reply);
        let reached = verbs::trade(device, scene, &mut *buffer, hold);
        device.reply = buffer;
        reached
    },
    who: verbs::who,
    call: verbs::call,
    look: verbs::look,
    validate: verbs::validate,
    refresh: |device, scene| {
        let buffer = mem::take(&mut device.reply);
        let reached = verbs::refresh(device, scene, buffer);
        device.reply = buffer;
        reached
    },
}
.story();

/// Copies the tokens to where they can stay.
#[inline(never)]
fn hold(device: &mut Held, authorized: SignIn<'static, Authorized<&str>>) -> Option<&'static str> {
    match authorized.to_owned_in() {
        Ok(authorized) => verbs::keep(device, authorized),
        Err(_) => None,
    }
}

#[cortex_m_rt::entry]
fn main() -> ! {
    static mut BUFFERS: Buffers = Buffers::new();
    static mut CLIENT: MaybeUninit<Client> = MaybeUninit::uninit();
    static mut DEVICE: MaybeUninit<Held> = MaybeUninit::uninit();
    let Some(client) = client::put(CLIENT) else { board::fail() };
    let device = DEVICE.write(Device::new(client, BUFFERS));
    board::end(stack::depth(|| play(device, &STORY)))
}
