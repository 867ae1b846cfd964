//! A keeper over real sockets, against a CATAPA that misbehaves and a store that fails.

mod ambiguous;
mod answers;
mod calls;
mod instances;
mod one_request;
mod refusals;
mod sealed;
mod secrets;
mod service;
mod stored_first;
mod times;
mod watched_store;
