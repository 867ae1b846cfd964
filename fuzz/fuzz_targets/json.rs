// Law: what we accept as JSON serde_json accepts as IgnoredAny, and the other way round, save nesting over 32;
// strings say the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::json(data);
});
