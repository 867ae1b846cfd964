//! A client that does other than its judge says must not pass.

use std::panic::catch_unwind;

use super::*;

const JUDGE: Judge<'static> = Judge { csrf_token: "t", issuer: None, welcome: None };

#[test]
fn a_client_that_does_other_than_its_judge_says_breaks_the_law() {
    let as_it_is = Judge { csrf_token: world::CSRF_TOKEN, ..JUDGE };
    let holds = |callback: &str, judge: Judge<'_>| catch_unwind(|| answered(callback, world::client(), &judge)).is_ok();
    for callback in ["code=c&tenant=g", "code=c&tenant=a,b", "error=e&error_description=no", "code=c&error=e"] {
        let callback = format!("{callback}&state={}", world::CSRF_TOKEN);
        assert!(holds(&callback, as_it_is), "{callback}");
        assert!(!holds(&callback, JUDGE), "{callback}: another CSRF token");
        assert!(!holds(&callback, Judge { issuer: Some("i"), ..as_it_is }), "{callback}: an issuer");
    }
    let granted = format!("code=c&tenant=g&state={}", world::CSRF_TOKEN);
    assert!(!holds(&granted, Judge { welcome: Some(&[]), ..as_it_is }), "a list");
    assert!(holds("code=c&tenant=g&state=other", as_it_is), "it is forged");
    assert!(!holds("code=c&tenant=g&state=t", JUDGE), "and is not for this judge");
}
