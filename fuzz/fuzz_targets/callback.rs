// Law: no callback is accepted, and no denial believed, without the exact CSRF token, once, and the exact issuer where one
// is configured; every parameter is as a form decoder reads it; a tenant that is not welcome is refused; what is not ours
// leaves the step byte-identical; no header that is made of a callback holds a control character.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::callback(data);
});
