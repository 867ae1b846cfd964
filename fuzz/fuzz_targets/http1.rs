// Law: every reply that we take httparse reads alike, its waits too, and its body is what its framing says; every request
// that we write it reads back, without a control character, its lengths counted right.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::http1(data);
});
