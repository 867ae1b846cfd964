//! How deep a function's stack goes: the free memory is painted first, and the words that lost their paint were used.

use core::ptr;

use cortex_m::register::msp;

const PAINT: u32 = 0xa5a5_a5a5;
/// Bytes below the stack pointer that stay unpainted: the frames of the painter.
const MARGIN: u32 = 128;

unsafe extern "C" {
    /// The end of the statics (cortex-m-rt): the stack may grow down to here.
    static mut __sheap: u32;
}

/// Runs `work`, and says how many bytes of stack it used, to the nearest word.
pub fn depth<R>(work: impl FnOnce() -> R) -> (R, u32) {
    let top = msp::read();
    let bottom = (&raw mut __sheap) as u32;
    for address in (bottom..top - MARGIN).step_by(4) {
        // SAFETY: the memory between the statics and the stack pointer is unused, and no interrupt is enabled.
        unsafe { ptr::write_volatile(address as *mut u32, PAINT) };
    }
    let result = unpainted(work);
    // SAFETY: as above, and every word was written.
    let is_paint = |address: &u32| unsafe { ptr::read_volatile(*address as *const u32) } == PAINT;
    let untouched = (bottom..top - MARGIN).step_by(4).take_while(is_paint).count() as u32;
    (result, top - bottom - untouched * 4)
}

/// Has a frame of its own: `work` is counted, and the caller's frame is not.
#[inline(never)]
fn unpainted<R>(work: impl FnOnce() -> R) -> R {
    work()
}
