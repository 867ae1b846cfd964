//! Sign in with CATAPA, seen in headless Chromium: `tests/browser/run`. `the_whole_story` is the first to read.

mod the_whole_story;

mod cookies;
mod https;
mod phone;
mod refusals;
mod strangers;
mod tabs;
