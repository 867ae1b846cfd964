# A request that failed is sent once more.
# Lesson: 9
# Files: adapters/ureq/src/sender.rs
# Test: -p catapa-adapter-tests --test every_adapter -- over_a_script_of_troubles_one_request_meets_one_of_them_and_its_error_is_the_first
s@^            self.agent.run(self.protect(http::Request::from_parts(parts, body.as_slice()), https))@            { let again = parts.clone(); self.agent.run(self.protect(http::Request::from_parts(parts, body.as_slice()), https)).or_else(|_| self.agent.run(self.protect(http::Request::from_parts(again, body.as_slice()), https))) }@
