// Law: a profile is what serde_json reads, every profile within bounds is accepted, and its key gives realm, tenant
// and id back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin::fuzzing::user_reply(data);
});
