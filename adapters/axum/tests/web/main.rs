//! Sign in with CATAPA through the web, over real sockets of this machine: against the stand-in, by the clock of the
//! test. `the_whole_story` is the first to read.

mod application;
mod browser;
mod plugs;

mod the_whole_story;

mod api_calls;
mod configuration;
mod cookies;
mod example;
mod explain;
mod logs;
mod pages;
mod programs;
mod readme;
mod refusals;
mod return_to;
mod sessions;
mod strangers;
mod tabs;
