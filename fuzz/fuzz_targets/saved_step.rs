// Law: what is read from a saved form is saved as what reads the same, for one step only; a garbled one is called so and
// not quoted; no header that a resumed step writes holds a control character.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::saved_step(data);
});
