//! Sign in with CATAPA on several machines: two processes of one application, a real Redis that they share, and a
//! browser whose requests go to the machine that the test chooses, as behind a load balancer.

mod application;
mod browser;
mod machine;

mod killed;
mod redis_away;
mod refreshes;
mod sign_ins;
