//! Outcomes that the law must not let pass.

use std::panic::catch_unwind;

use super::*;

#[test]
fn another_status_than_its_own_for_a_success_a_rejection_or_a_wait_breaks_the_law() {
    let passes = |status| {
        let outcome = Err(ApiError::Status { status, problem: None });
        catch_unwind(|| kind(status, b"", &outcome)).is_ok()
    };
    assert!([100, 300, 400, 402, 404, 428, 430, 500].into_iter().all(passes));
    for status in [200, 204, 299, 401, 403, 429] {
        assert!(!passes(status), "{status} has an outcome of its own");
    }
}
