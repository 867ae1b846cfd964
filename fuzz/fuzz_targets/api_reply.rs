// Law: a success hands the body over untouched, only a 401 is the proof that ends this very token, and no reply
// changes the sign-in.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::api_reply(data);
});
