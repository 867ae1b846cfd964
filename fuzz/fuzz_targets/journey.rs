// Law: after every operation the sign-in is at the step that a small model is at, and holds the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::journey(data);
});
