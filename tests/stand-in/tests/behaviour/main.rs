//! What the stand-in does, over real sockets, as findings: `cargo test -p catapa-stand-in -- --list`.

mod api;
mod application;
mod authorize;
mod callback_faults;
mod connections;
mod http2;
mod limits;
mod pages;
mod program;
mod recording;
mod refresh;
mod reply_faults;
mod secure;
mod socket_faults;
mod stream_faults;
mod the_whole_story;
mod tls;
mod token;
