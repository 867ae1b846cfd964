// Law: every head that we take httparse reads alike, and the body behind it is what its framing says; every request that
// we write it reads back, without a control character, its lengths counted right.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin::fuzzing::http1(data);
});
