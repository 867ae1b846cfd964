//! The protocol as a textbook: start with `the_whole_story`, then read the step that you want to know about.
//!
//! Every test reaches its step through public verbs alone, with a fixed clock and fixed entropy.

mod story;

mod client;
mod client_urls;
mod resume;
mod the_whole_story;
mod unstarted;
mod awaiting_callback;
mod callback_bounds;
mod authorized;
mod expired;
mod api;
mod raw_http;
mod user;
mod user_key;
mod have_code;
mod rate_limit;
mod token_reply;
mod tenant_claim;
mod saved;
mod saved_garbled;
