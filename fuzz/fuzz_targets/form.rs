// Law: what is read of a form form_urlencoded reads alike, each value is counted as it is decoded, and what is written
// reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::form(data);
});
