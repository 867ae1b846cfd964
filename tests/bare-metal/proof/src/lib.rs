//! Links only if no panic can be reached: the panic handler calls what nobody defines.
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
    // SAFETY: it is never called, because what calls it does not link.
    unsafe { a_panic_can_be_reached() }
}
