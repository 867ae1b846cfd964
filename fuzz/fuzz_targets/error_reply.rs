// Law: exactly an OAuth error under 200, 400 or 401 ends a sign-in; any other reply hands the step back byte-identical; a
// wait is 1 to 300 s.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::error_reply(data);
});
