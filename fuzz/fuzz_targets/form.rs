// Law: what we decode from a form form_urlencoded decodes to the same, and what we write both read back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    catapa_signin::fuzzing::form(data);
});
