// Law: tokens are what serde_json reads, every reply that has them is accepted, a refresh without a refresh token
// keeps the old one, and a reply that settles nothing hands the step back byte-identical.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin::fuzzing::token_reply(data);
});
