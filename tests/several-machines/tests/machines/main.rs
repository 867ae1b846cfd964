//! Sign in with CATAPA where one machine is not enough: two processes of one application, a real Redis that they share,
//! and a browser whose every request goes where the test says, as a balancer may decide.

mod application;
mod browser;
mod machine;
mod redis_server;

mod killed;
mod redis_away;
mod refreshes;
mod sign_ins;
