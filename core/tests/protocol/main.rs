//! The protocol as a textbook: start with `the_whole_story`, then read the step that you want to know about.
//!
//! Every test reaches its step through public verbs alone, with a fixed clock and fixed entropy.

mod story;

mod the_whole_story;

mod client;
mod client_urls;
mod import;
mod kept;
mod resume;

mod unstarted;

mod awaiting_callback;
mod callback_bounds;

mod have_code;
mod rate_limit;
mod tenant_claim;
mod token_reply;

mod api;
mod authorized;
mod user;
mod user_key;
mod user_omitted;

mod expired;

mod saved;
mod saved_garbled;
mod saved_golden;

mod raw_http;

mod shown;
mod secrets;
mod wiping;
mod explain;
mod story_types;
mod table;
