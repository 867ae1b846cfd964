// Law: a profile is what serde_json reads, every profile within bounds is accepted, its key gives namespace, tenant and id
// back, and a tenant that is welcome no more has none.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::user_reply(data);
});
