// Law: a tenant is confirmed by exactly those JWTs whose one claim `tenant` equals it, as serde_json reads it, and the end
// is the whole seconds of its one `exp`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::token_claim(data);
});
