// Law: an escape is `%` and two hex digits, UTF-8 together: exactly then it is decoded; what is escaped is
// visible ASCII and reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::percent(data);
});
