//! A request that is not what was written breaks the law.

use std::panic::catch_unwind;

use super::*;

#[test]
fn another_path_or_another_body_is_noticed() {
    let read_back = |path: &'static str, body: &'static str| {
        let written = || {
            world::authorized().api_request(Method::Post, "/v1/x").map(|request| {
                is_read_back(&request.json("{}"), path, body);
            })
        };
        catch_unwind(written).is_ok_and(|request| request.is_ok())
    };
    assert!(read_back("/v1/x", "{}"));
    assert!(!read_back("/v1/y", "{}") && !read_back("/v1/x", "{ }"));
}
