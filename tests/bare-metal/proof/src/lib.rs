//! Links only if no panic can be reached: the panic handler calls a function without a definition.
//!
//! `tests/bare-metal/run` links every function of [`verbs`] alone, then all together.
#![no_std]

#[cfg(feature = "planted")]
pub mod planted;
pub mod verbs;

unsafe extern "C" {
    /// Defined nowhere.
    fn a_panic_can_be_reached() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: it is never called, because a program that calls it does not link.
    unsafe { a_panic_can_be_reached() }
}
