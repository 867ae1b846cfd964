// Law: tokens are what serde_json reads, every reply that has them is accepted, their end is that of expires_in, whole or
// with a fraction; a refresh without a refresh token keeps the old one; a tenant that is welcome no more gets none; a reply
// that settles nothing hands the step back byte-identical; no header made of them holds a control character.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin_fuzzing::token_reply(data);
});
