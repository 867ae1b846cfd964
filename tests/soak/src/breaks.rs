//! What breaks, and when: at random, and the same with each run but for the order in which requests come.

use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use core::time::Duration;

use catapa_stand_in::Fault;

/// One request in so many meets a fault.
const ONE_IN: u64 = 50;

/// The faults, and how many there were.
#[derive(Default)]
pub(crate) struct Breaks {
    drawn: AtomicU64,
    count: AtomicUsize,
}

impl Breaks {
    /// The fault for the next request, if it meets one.
    pub(crate) fn next(&self) -> Option<Fault> {
        let number = mixed(self.drawn.fetch_add(1, Relaxed));
        if !number.is_multiple_of(ONE_IN) {
            return None;
        }
        self.count.fetch_add(1, Relaxed);
        let choice = number / ONE_IN;
        Some(match choice % 12 {
            0 => Fault::reset(),
            1 => Fault::reset().carried_out(),
            2 => Fault::close(),
            3 => Fault::altered().delay(Duration::from_millis(choice / 12 % 20)),
            4 => Fault::too_many_requests(1),
            5 => Fault::answer(503).html("<h1>Back soon</h1>"),
            6 => Fault::answer(500).json("{}"),
            7 => Fault::refuse_stream(),
            8 => Fault::refuse_by_goaway(),
            9 => Fault::altered().goaway_then_reply(),
            10 => Fault::reset_stream(8),
            _ => Fault::cut_body(20),
        })
    }

    /// Other bytes for each sign-in.
    pub(crate) fn entropy(&self) -> [u8; 64] {
        let seed = self.drawn.fetch_add(1, Relaxed);
        core::array::from_fn(|at| mixed(seed << 6 | at as u64).to_le_bytes()[0])
    }

    pub(crate) fn count(&self) -> usize {
        self.count.load(Relaxed)
    }
}

/// SplitMix64: numbers that follow each other give numbers that do not.
const fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
