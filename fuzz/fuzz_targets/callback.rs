// Law: no callback is accepted, and no denial believed, without the exact CSRF token, once, with every parameter as a
// form decoder reads it; what is not ours leaves the step byte-identical.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin::fuzzing::callback(data);
});
