//! What `httparse` is asked to judge, and how much of it.

use std::format;
use std::string::String;

use super::*;

#[test]
fn a_request_is_read_back_with_its_path_and_its_body() {
    let sign_in = world::authorized();
    for (path, body) in [("/v1/x", "{}"), ("/core/v1/employees?page=0", ""), ("/", "é")] {
        let request = sign_in.api_request(Method::Post, path).expect("a path that can be").json(body);
        assert_eq!(is_read_back(&request), (path.into(), body.into()));
    }
}

#[test]
fn a_reply_of_64_fields_is_judged_and_one_of_65_is_not() {
    for (count, kind) in [(63, "a reply"), (64, "too many fields")] {
        let fields: String = (0..count).map(|index| format!("X-{index}: 1\r\n")).collect();
        let data = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{fields}\r\n{{}}");
        assert_eq!(reply(data.as_bytes()), kind);
    }
}
